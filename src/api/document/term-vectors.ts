/** `GET|POST /{index}/_termvectors` and `…/{id}`: the terms of a document, or of one that the body gives. */
import { parsingException, validationFailed } from '../../core/errors.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject, tokenName } from '../../core/json/value.ts'
import type { ApiRequest, RequestBody } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import {
  findTermVectorFaults,
  NO_REQUEST,
  TERM_VECTORS_PARAMETERS,
  type TermVectorsRequest,
  withBody,
  withParameters,
} from './term-vectors-body.ts'
import { termVectorMembers } from './term-vectors-reply.ts'

/** Not at a gateway: its body may name another index than the path. */
export const termVectors = backendApi({
  name: 'termvectors',
  summary: 'Gets the terms of a document, with where they stand and how often they occur',
  routes: [
    { method: 'GET', path: '/{index}/_termvectors' },
    { method: 'POST', path: '/{index}/_termvectors' },
    { method: 'GET', path: '/{index}/_termvectors/{id}' },
    { method: 'POST', path: '/{index}/_termvectors/{id}' },
  ],
  action: 'indices:data/read/tv',
  scope: 'items',
  parameters: TERM_VECTORS_PARAMETERS,
  body: 'optional',
  parse: parseTermVectors,
  targets: ({ index }: TermVectorsRequest) => ({
    kind: 'items',
    items: [{ action: 'indices:data/read/tv', index: index!, creates: false }],
  }),
  async embedded(engine, request) {
    const started = engine.now()
    const members = await termVectorMembers(engine.item(0), request)
    return ok({ ...members, took: engine.now() - started })
  },
})

function parseTermVectors({ path, parameters, body }: ApiRequest): TermVectorsRequest {
  const named = { ...NO_REQUEST, index: path.get('index'), id: path.get('id') }
  const read = body.present ? withBody(named, bodyObject(body)) : named
  const request = withParameters(read, parameters)
  const faults = findTermVectorFaults(request)
  if (faults.length > 0) throw validationFailed(faults)
  return request
}

/** A body with the places of its members. Elasticsearch never ends reading one that is no object. */
export function bodyObject({ bytes }: RequestBody): JsonObject {
  const value = parseJson(bytes, { positions: 'all' })
  if (isJsonObject(value)) return value
  throw parsingException(`unexpected token [${tokenName(value)}], expected [START_OBJECT]`, { line: 1, column: 1 })
}
