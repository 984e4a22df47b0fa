/** Whether a name is still free. What a name may look like was checked before (`request/index-name.ts`). */
import { ElasticError, invalidIndexName } from '../core/errors.ts'
import type { Shard } from './shard.ts'

/** Throws 400 where an index has the name, or an alias. */
export function checkIndexName(indices: ReadonlyMap<string, Shard>, name: string): void {
  const taken = indices.get(name)
  if (taken) {
    throw new ElasticError('resource_already_exists_exception', `index [${name}/${taken.uuid}] already exists`, {
      members: { index_uuid: taken.uuid, index: name },
    })
  }
  for (const { aliases } of indices.values()) {
    if (aliases.includes(name)) throw invalidIndexName(name, 'already exists as alias')
  }
}

/** Throws 400 where an index has the name of an alias that is to be made, or is about to get it. */
export function checkAliases(indices: ReadonlyMap<string, Shard>, index: string, aliases: readonly string[]): void {
  const taken = aliases.find((alias) => alias === index || indices.has(alias))
  if (taken === undefined) return
  const reason = 'an index, data stream, ESQL view, or ESQL dataset exists with the same name as the alias'
  throw new ElasticError('invalid_alias_name_exception', `Invalid alias name [${taken}]: ${reason}`)
}
