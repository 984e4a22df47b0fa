/** Whether a name is still free. What a name may look like was checked before (`request/index-name.ts`). */
import { ElasticError, invalidIndexName } from '../core/errors.ts'
import type { Alias } from './alias.ts'
import { checkOutcome, type Named, takenName } from './alias-changes.ts'
import type { DataStreams } from './data-streams/data-stream.ts'
import { sharedAlias, streamAliasNames } from './data-streams/stream-aliases.ts'
import type { Shard } from './shard.ts'

/** Throws 400 where an index has the name, or an alias. */
export function checkIndexName(indices: ReadonlyMap<string, Shard>, name: string, streams: DataStreams): void {
  if (streams.has(name)) throw new ElasticError('resource_already_exists_exception', `data stream [${name}] already exists`)
  const taken = indices.get(name)
  if (taken) {
    throw new ElasticError('resource_already_exists_exception', `index [${name}/${taken.uuid}] already exists`, {
      members: { index_uuid: taken.uuid, index: name },
    })
  }
  for (const { aliases } of indices.values()) {
    if (aliases.some((alias) => alias.name === name)) throw invalidIndexName(name, 'already exists as alias')
  }
  if (streamAliasNames(streams).has(name)) throw invalidIndexName(name, 'already exists as alias')
}

/** Throws where the aliases of a new index may not be: an index has the name, or their terms contradict those on other indices. */
export function checkAliases(
  indices: ReadonlyMap<string, Named>,
  index: string,
  aliases: readonly Alias[],
  streams: DataStreams,
): void {
  if (aliases.length === 0) return
  refuseStreamNames(aliases, streams)
  const outcome = [...indices.values(), { name: index, uuid: '_na_', aliases }]
  checkOutcome(outcome, new Set(aliases.map(({ name }) => name)))
}

/** Throws where an alias of an index has the name of a data stream, or of an alias of such. */
export function refuseStreamNames(aliases: readonly Alias[], streams: DataStreams): void {
  const taken = streamAliasNames(streams)
  for (const { name } of aliases) {
    if (streams.has(name)) throw takenName(name)
    if (taken.has(name)) throw sharedAlias(name)
  }
}
