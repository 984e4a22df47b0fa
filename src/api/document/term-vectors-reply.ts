/** Answers one request for term vectors from its index: of a document there, or of one that is given. For both APIs. */
import type { BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { writeJson } from '../../core/json/write.ts'
import type { IndexReader, StoredDocument } from '../../engine/reader.ts'
import { floatOutput } from '../../engine/search/float-output.ts'
import { findDoc } from '../../engine/segment-set.ts'
import type { Shard } from '../../engine/shard.ts'
import { selectTerms } from '../../engine/term-vectors/select-terms.ts'
import { TermStatistics } from '../../engine/term-vectors/term-statistics.ts'
import { hasTermVectors, type TermToken, termVectorOf } from '../../engine/term-vectors/term-vector.ts'
import type { ParsedField } from '../../mapping/parsed-document.ts'
import { NO_SOURCE } from '../fetch-source.ts'
import { assertUsable } from '../index-access.ts'
import { readDocument } from './read-document.ts'
import type { TermVectorsRequest } from './term-vectors-body.ts'

/** The members of an answer but `took`. Throws what a read of the document throws. */
export async function termVectorMembers(
  bound: BoundIndex,
  request: TermVectorsRequest,
): Promise<{ readonly [member: string]: JsonOutput }> {
  const { shard } = bound
  const { doc, id } = request
  if (doc) {
    assertUsable(shard, 'read')
    const vectors = vectorsOf(shard, request, writeJson(doc))
    return { _index: shard.name, _version: 0, found: true, term_vectors: vectors }
  }
  const document = await readDocument(bound, readOf(request), { realtime: request.realtime, refresh: false })
  if (!document) return { _index: shard.name, _id: id, _version: 0, found: false }
  if (request.realtime) await makeVisible(shard, document)
  const vectors = vectorsOf(shard, request, document.source)
  return { _index: shard.name, _id: id, _version: document.version, found: true, term_vectors: vectors }
}

const readOf = ({ index = '', id = '', routing, version, versionType }: TermVectorsRequest) => ({
  index,
  id,
  routing,
  version,
  versionType,
  fetch: NO_SOURCE,
  storedFields: [],
})

/** Its terms count in the statistics. */
async function makeVisible(shard: Shard, { seqNo }: StoredDocument): Promise<void> {
  const isVisible = withReader(shard, ({ segments }) => segments.some(({ segment }) => findDoc(segment, seqNo) >= 0))
  if (!isVisible) await shard.refresh()
}

function withReader<Result>(shard: Shard, read: (reader: IndexReader) => Result): Result {
  const reader = shard.reader()
  try {
    return read(reader)
  } finally {
    reader.close()
  }
}

function vectorsOf(shard: Shard, request: TermVectorsRequest, source: Buffer): JsonOutput {
  return withReader(shard, (reader) => {
    const statistics = new TermStatistics(reader)
    const isWanted = wantedBy(request, reader)
    const fields = shard.parse(source).fields.filter(({ field }) => isWanted(field.path))
    const answers = fields.map((field) => [field.field.path, fieldAnswer(field, request, shard, statistics)] as const)
    return new Map(answers.filter(([, answer]) => answer !== undefined))
  })
}

/** Which fields are shown: of those that the index has, whatever a given document brings. */
function wantedBy({ fields, doc }: TermVectorsRequest, reader: IndexReader): (path: string) => boolean {
  const named = fields && new Set(fields.flatMap((name) => reader.matchFields(name)))
  return (path) => {
    const field = reader.field(path)
    if (!field || !hasTermVectors(field)) return false
    return named ? named.has(path) : doc !== undefined || shownUnasked(field.parameters.get('term_vector'))
  }
}

const shownUnasked = (kept: unknown): boolean => kept !== undefined && kept !== 'no'

/** Undefined for a field without any term. */
function fieldAnswer(
  { field, values }: ParsedField,
  request: TermVectorsRequest,
  shard: Shard,
  statistics: TermStatistics,
): JsonOutput {
  const { path } = field
  const named = request.analyzers.get(path)
  const analyzer = named === undefined ? undefined : shard.analyzer(named)
  if (named !== undefined && !analyzer) throw illegalArgument(`analyzer [${named}] not found`)
  const vector = termVectorOf(field, values, analyzer)
  if (vector.size === 0) return undefined
  const counts = statistics.field(path, vector)
  const scores = request.filter && selectTerms(path, vector, request.filter, statistics)
  const kept = request.doc || named !== undefined ? undefined : field.parameters.get('term_vector')
  const shown = shownOf(kept, request)
  const terms = [...vector].flatMap(([term, tokens]) => {
    const score = scores?.get(term)
    if (scores && score === undefined) return []
    const members = {
      ...(request.termStatistics ? countsOf(statistics, path, term) : {}),
      term_freq: tokens.length,
      ...(shown.positions || shown.offsets ? { tokens: tokens.map((token) => tokenAnswer(token, shown)) } : {}),
      ...(score === undefined ? {} : { score: floatOutput(score) }),
    }
    return [[term, members] as const]
  })
  const fieldStatistics = {
    sum_doc_freq: counts.sumDocFreq,
    doc_count: counts.docCount,
    sum_ttf: counts.sumTotalTermFreq,
  }
  return { ...(request.fieldStatistics ? { field_statistics: fieldStatistics } : {}), terms: new Map(terms) }
}

interface Shown {
  readonly positions: boolean
  readonly offsets: boolean
}

/** A field mapped with term vectors has of them what it is mapped with; of any other field they are made whole. */
function shownOf(kept: unknown, { positions, offsets }: TermVectorsRequest): Shown {
  if (!shownUnasked(kept)) return { positions, offsets }
  return { positions: positions && String(kept).includes('positions'), offsets: offsets && String(kept).includes('offsets') }
}

const tokenAnswer = ({ position, start, end }: TermToken, { positions, offsets }: Shown): JsonOutput => ({
  ...(positions ? { position } : {}),
  ...(offsets ? { start_offset: start, end_offset: end } : {}),
})

function countsOf(statistics: TermStatistics, path: string, term: string): { readonly [member: string]: JsonOutput } {
  const counts = statistics.term(path, term)
  return counts ? { doc_freq: counts.docFreq, ttf: counts.totalTermFreq } : {}
}
