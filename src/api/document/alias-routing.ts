/** Routing that an alias brings along: it stands in for one that is not given, and refuses another. */
import type { BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'

/** The routing of a document that is written or read through this index or alias. */
export function routingOf({ shard, alias, dataStream }: BoundIndex, given: string | undefined): string | undefined {
  if (dataStream && given !== undefined && !dataStream.allowCustomRouting) {
    throw illegalArgument(
      `index request targeting data stream [${dataStream.name}] specifies a custom routing but the [allow_custom_routing] setting was not enabled in the data stream's template.`,
    )
  }
  if (alias === undefined) return given
  const own = shard.aliases.find(({ name }) => name === alias)?.indexRouting
  if (own === undefined || given === undefined || given === own) return given ?? own
  throw illegalArgument(
    `Alias [${alias}] has index routing associated with it [${own}], and was provided with routing value [${given}], rejecting operation`,
  )
}
