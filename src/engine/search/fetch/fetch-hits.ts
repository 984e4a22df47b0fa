/** Hits as a reply shows them: ids, versions, `_source` byte for byte, columns, sort values, names of queries. */
import type { JsonOutput, RawJson } from '../../../core/json/output.ts'
import { compileSourceFilter } from '../../../core/json/source-filter.ts'
import type { IndexReader, StoredDocument } from '../../reader.ts'
import type { Hit } from '../collect/hit.ts'
import { floatOutput } from '../float-output.ts'
import type { IndexHits } from '../index-search.ts'
import type { SearchRequest } from '../request.ts'
import type { Work } from '../work.ts'
import { bindDocValues, type FieldColumn } from './doc-values.ts'
import { createLocator, type Place } from './locate.ts'
import { matchedOutput, matchNames } from './named-queries.ts'
import { bindStoredFields, type StoredFields } from './stored-fields.ts'

/** Hits fetched between two looks at the clock. */
const HITS_A_LOOK = 16

/** The hits of one index that are on the page, in their order. */
export async function fetchHits(
  found: IndexHits,
  hits: readonly Hit[],
  request: SearchRequest,
  work: Work,
): Promise<readonly JsonOutput[]> {
  const fetcher = new Fetcher(found, request)
  const matched = await matchNames(found.named, found.reader, hits, work)
  const outputs: JsonOutput[] = []
  for (const hit of hits) {
    const names = matchedOutput(matched.get(hit.doc), request.namedQueriesScore)
    outputs.push({ ...fetcher.members(hit), matched_queries: names })
    if (outputs.length % HITS_A_LOOK === 0 && work.isDue) await work.pause()
  }
  return outputs
}

class Fetcher {
  readonly #found: IndexHits
  readonly #reader: IndexReader
  readonly #request: SearchRequest
  readonly #locate: (doc: number) => Place
  readonly #columns: readonly FieldColumn[]
  readonly #stored: StoredFields | undefined
  readonly #filter: ((source: Buffer) => RawJson) | undefined

  constructor(found: IndexHits, request: SearchRequest) {
    this.#found = found
    this.#reader = found.reader
    this.#request = request
    this.#locate = createLocator(found.reader)
    this.#columns = bindDocValues(request.docvalueFields, found.reader)
    this.#stored = bindStoredFields(request.storedFields, found.reader)
    this.#filter = request.source && compileSourceFilter(request.source.includes, request.source.excludes)
  }

  members(hit: Hit): Record<string, JsonOutput> {
    const { version, seqNoPrimaryTerm, bare } = this.#request
    const place = this.#locate(hit.doc)
    const isRead = this.#filter !== undefined || this.#stored !== undefined || version || seqNoPrimaryTerm
    const document = isRead ? this.#reader.document(place.segment.segment.seqNos[place.doc]!) : undefined
    return {
      _index: this.#reader.index.name,
      _id: bare ? undefined : place.segment.segment.id(place.doc),
      _version: version ? document?.version : undefined,
      _seq_no: seqNoPrimaryTerm ? document?.seqNo : undefined,
      _primary_term: seqNoPrimaryTerm ? document?.primaryTerm : undefined,
      _score: Number.isNaN(hit.score) ? null : floatOutput(hit.score),
      _routing: bare ? undefined : metadataTerms(place, '_routing')?.[0],
      _ignored: metadataTerms(place, '_ignored'),
      _source: this.#source(document),
      fields: this.#fields(place, document),
      sort: hit.keys.length === 0 ? undefined : hit.keys.map((key, at) => this.#found.sorts[at]!.show(key)),
    }
  }

  #source(document: StoredDocument | undefined): JsonOutput {
    return document && this.#filter?.(document.source)
  }

  #fields(place: Place, document: StoredDocument | undefined): JsonOutput {
    const stored = document && this.#stored?.(document.source)
    const fields = new Map<string, JsonOutput>(stored)
    for (const column of this.#columns) {
      const values = column.values(place)
      if (values) fields.set(column.path, values)
    }
    return fields.size === 0 ? undefined : fields
  }
}

/** Values of a field that belongs to the engine rather than to the mapping. */
function metadataTerms({ segment: { segment }, doc }: Place, path: string): readonly string[] | undefined {
  const field = segment.field(path)
  if (field?.column?.kind !== 'ordinals' || !field.terms) return undefined
  const { column, terms } = field
  const count = column.count(doc)
  return count === 0 ? undefined : Array.from({ length: count }, (_, nth) => terms.term(column.ordinal(doc, nth)))
}
