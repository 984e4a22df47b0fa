/** `GET|POST /_mtermvectors` and `/{index}/_mtermvectors`: term vectors of many documents; one that is refused or fails says so in its place. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { errorWithRootCause } from '../../core/error-output.ts'
import { ElasticError, illegalArgument, parseFailure, validationFailed } from '../../core/errors.ts'
import { WorkSlice } from '../../core/event-loop.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { bodyObject } from './term-vectors.ts'
import {
  findTermVectorFaults,
  NO_REQUEST,
  TERM_VECTORS_PARAMETERS,
  type TermVectorsRequest,
  withBody,
  withParameters,
} from './term-vectors-body.ts'
import { termVectorMembers } from './term-vectors-reply.ts'

/** Not at a gateway: its items may name other indices than the path. */
export const mtermvectors = backendApi({
  name: 'mtermvectors',
  summary: 'Gets the terms of several documents',
  routes: [
    { method: 'GET', path: '/_mtermvectors' },
    { method: 'POST', path: '/_mtermvectors' },
    { method: 'GET', path: '/{index}/_mtermvectors' },
    { method: 'POST', path: '/{index}/_mtermvectors' },
  ],
  action: 'indices:data/read/mtv',
  scope: 'items',
  parameters: { ...TERM_VECTORS_PARAMETERS, ids: 'list' },
  body: 'optional',
  parse: parseMultiTermVectors,
  targets: (requests: readonly TermVectorsRequest[]) => ({
    kind: 'items',
    items: requests.map(({ index }) => ({ action: 'indices:data/read/mtv[shard]', index: index!, creates: false })),
  }),
  async embedded(engine, requests) {
    const docs: JsonOutput[] = []
    const slice = new WorkSlice()
    for (const [position, request] of requests.entries()) {
      docs.push(await answer(engine, position, request))
      if (slice.isOver) await slice.pause()
    }
    return ok({ docs })
  },
})

function parseMultiTermVectors({ path, parameters, body }: ApiRequest): readonly TermVectorsRequest[] {
  const common = withParameters({ ...NO_REQUEST, index: path.get('index') }, parameters)
  const named = (parameters.list('ids') ?? []).map((id) => ({ ...common, id }))
  const requests = [...(body.present ? readBody(bodyObject(body), common) : []), ...named]
  const faults = requests.length === 0 ? ['multi term vectors: no documents requested'] : requests.flatMap(faultsOf)
  if (faults.length > 0) throw validationFailed(faults.slice(0, MOST_FAULTS))
  return requests
}

/** As many as anybody will read. */
const MOST_FAULTS = 100

function faultsOf(request: TermVectorsRequest, position: number): readonly string[] {
  const faults = findTermVectorFaults(request)
  return faults.length === 0 ? [] : [...faults, `at multi term vectors for doc ${position}`]
}

/** Documents in their order, then ids: each with what `parameters` before it said. */
function readBody(body: JsonObject, common: TermVectorsRequest): readonly TermVectorsRequest[] {
  let defaults = common
  const documents: TermVectorsRequest[] = []
  const ids: string[] = []
  for (const [name, value] of body) {
    if (Array.isArray(value) && name === 'docs') for (const item of value) documents.push(withBody(defaults, objectOf(item)))
    else if (Array.isArray(value) && name === 'ids') ids.push(...value.map(idOf))
    else if (isJsonObject(value) && name === 'parameters') defaults = withBody(defaults, value)
    else throw unknownSection(name, value)
  }
  return [...documents, ...ids.map((id) => ({ ...defaults, id }))]
}

function objectOf(item: JsonValue): JsonObject {
  if (isJsonObject(item)) return item
  throw illegalArgument('docs array element should include an object')
}

function idOf(item: JsonValue): string {
  if (typeof item === 'string') return item
  if (isJsonNumber(item)) return numberText(item)
  throw illegalArgument('ids array element should only contain ids')
}

function unknownSection(name: string, value: JsonValue): ElasticError {
  if (Array.isArray(value)) return parseFailure(`no parameter named [${name}] and type ARRAY`)
  if (isJsonObject(value)) return parseFailure(`no parameter named [${name}] and type OBJECT`)
  return parseFailure(`_mtermvectors: Parameter [${name}] not supported`)
}

async function answer(engine: BoundEngine, position: number, request: TermVectorsRequest): Promise<JsonOutput> {
  const started = engine.now()
  try {
    const members = await termVectorMembers(engine.item(position), request)
    return { ...members, took: engine.now() - started }
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    return { _index: request.index, _id: request.id, error: errorWithRootCause(error) }
  }
}
