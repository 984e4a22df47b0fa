/** A search that goes up to a cluster: read for its indices and what it looks up elsewhere; what its query means is for the cluster to say. */
import type { JsonObject } from '../../core/json/value.ts'
import { passSearchBody } from '../../query/foreign/grammar.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { ItemTarget } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import type { Reading } from '../../request/remote-form.ts'
import { parseIndicesOptions } from '../indices-options.ts'
import { documentRead } from './term-lookups.ts'

export function readQuery({ path, parameters, body }: ApiRequest): Reading {
  const given = body.present ? body.object() : undefined
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

function readsOf(body: JsonObject): readonly ItemTarget[] {
  const reads: ItemTarget[] = []
  passSearchBody(body, (read) => {
    reads.push(documentRead(read.index))
    return read
  })
  return reads
}
