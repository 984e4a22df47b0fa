/** `GET|POST /_mget` and `/{index}/_mget`: many documents by id; one that is refused or fails says so in its place. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { errorWithRootCause } from '../../core/error-output.ts'
import { ElasticError, illegalArgument, parseFailure, validationFailed } from '../../core/errors.ts'
import { WorkSlice } from '../../core/event-loop.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { FETCH_SOURCE_PARAMETERS, parseFetchSource } from '../fetch-source.ts'
import { type MgetItem, parseMgetBody } from './mget-body.ts'
import { documentMembers, readDocument } from './read-document.ts'
import { type DocumentRead, type Lookup, parseLookup } from './read-request.ts'

interface Mget {
  readonly documents: readonly DocumentRead[]
  readonly lookup: Lookup
}

export const mget = backendApi({
  name: 'mget',
  summary: 'Gets several documents by id',
  routes: [
    { method: 'GET', path: '/_mget' },
    { method: 'POST', path: '/_mget' },
    { method: 'GET', path: '/{index}/_mget' },
    { method: 'POST', path: '/{index}/_mget' },
  ],
  action: 'indices:data/read/mget',
  scope: 'items',
  parameters: {
    ...FETCH_SOURCE_PARAMETERS,
    force_synthetic_source: 'boolean',
    preference: 'text',
    realtime: 'boolean',
    refresh: 'boolean',
    routing: 'text',
    stored_fields: 'list',
  },
  body: 'optional',
  parse: parseMget,
  targets: ({ documents }: Mget) => ({
    kind: 'items',
    items: documents.map(({ index }) => ({ action: 'indices:data/read/mget[shard]', index, creates: false })),
  }),
  remote: { kind: 'mget' },
  async embedded(engine, { documents, lookup }) {
    const docs: JsonOutput[] = []
    const slice = new WorkSlice()
    for (const [position, document] of documents.entries()) {
      docs.push(await answer(engine, position, document, lookup))
      if (slice.isOver) await slice.pause()
    }
    return ok({ docs })
  },
})

function parseMget({ parameters, path, body }: ApiRequest): Mget {
  if (parameters.boolean('force_synthetic_source', false)) throw illegalArgument('[force_synthetic_source] is not supported')
  const lookup = parseLookup(parameters)
  if (!body.present) throw parseFailure('request body or source parameter is required')
  const items = parseMgetBody(body.bytes, {
    index: path.get('index'),
    routing: parameters.text('routing') || undefined,
    storedFields: parameters.list('stored_fields'),
    fetch: parseFetchSource(parameters),
  })
  const faults = items.length === 0 ? ['no documents to get'] : items.flatMap(findFaults).slice(0, MOST_FAULTS)
  if (faults.length > 0) throw validationFailed(faults)
  // Checked just above: every item has an index and an id.
  return { documents: items as readonly DocumentRead[], lookup }
}

/** As many as anybody will read. */
const MOST_FAULTS = 100

const findFaults = ({ index, id }: MgetItem, position: number): readonly string[] => [
  ...(index === undefined ? [`index is missing for doc ${position}`] : []),
  ...(id === undefined ? [`id is missing for doc ${position}`] : []),
]

async function answer(engine: BoundEngine, position: number, read: DocumentRead, lookup: Lookup): Promise<JsonOutput> {
  try {
    const bound = engine.item(position)
    const { shard } = bound
    const document = await readDocument(bound, read, lookup)
    return document ? documentMembers(shard, read, document) : { _index: shard.name, _id: read.id, found: false }
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    return { _index: read.index, _id: read.id, error: errorWithRootCause(error) }
  }
}
