/** A search that goes up to a cluster: read for its indices and what it looks up elsewhere; what its query means is for the cluster to say. */
import type { JsonObject } from '../../core/json/value.ts'
import { passSearchBody } from '../../query/foreign/grammar.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { ItemTarget, Targets } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import type { Reading } from '../../request/remote-form.ts'
import { parseIndicesOptions } from '../indices-options.ts'
import { documentRead } from './term-lookups.ts'

export const readQuery = (request: ApiRequest): Reading =>
  readBody(request, request.body.present ? request.body.object() : undefined)

/** The same with this for a body. */
export function readBody(
  { path, parameters }: ApiRequest,
  given: JsonObject | undefined,
): Reading & { readonly targets: QueryTargets } {
  const lookups = given ? readsOf(given) : []
  return {
    targets: {
      kind: 'indices',
      expressions: splitList(path.get('index') ?? ''),
      options: parseIndicesOptions(parameters),
      ...(lookups.length > 0 ? { lookups } : {}),
    },
    ...(given ? { body: given } : {}),
  }
}

export type QueryTargets = Extract<Targets, { kind: 'indices' }>

function readsOf(body: JsonObject): readonly ItemTarget[] {
  const reads: ItemTarget[] = []
  passSearchBody(body, (read) => {
    reads.push(documentRead(read.index))
    return read
  })
  return reads
}
