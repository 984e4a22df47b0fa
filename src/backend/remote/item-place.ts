/** Where one document goes: the granted index, or the data stream in front of it, with the routing that an alias brings along. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { ItemGrant } from '../../request/access.ts'
import type { UpstreamNames } from './read-catalogue.ts'

export interface PlaceDemands {
  readonly action: string
  /** As given. */
  readonly name: string
  readonly routing: string | undefined
  readonly requireAlias: boolean
  readonly requireDataStream: boolean
}

export interface Place {
  readonly index: string
  readonly routing: string | undefined
}

/** Throws the item's refusal, 404 where an alias or a data stream is required and there is none, 400 for another routing than the alias'. */
export function documentPlace(names: UpstreamNames, item: ItemGrant, demands: PlaceDemands): Place {
  if (!item.granted) throw item.error
  const { name: index, alias, dataStream } = item.index
  if (demands.requireAlias && alias === undefined) throw notAnAlias(demands.name)
  if (demands.requireDataStream && dataStream === undefined) throw notADataStream(demands.name)
  // A new document goes to the stream: its newest index takes none by its own name.
  if (dataStream !== undefined)
    return { index: demands.action.startsWith('indices:data/write/') ? dataStream : index, routing: demands.routing }
  return { index, routing: alias === undefined ? demands.routing : routingOf(names, alias, index, demands.routing) }
}

function routingOf(names: UpstreamNames, alias: string, index: string, given: string | undefined): string | undefined {
  const { index: own } = names.routing(alias, index)
  if (own === undefined || given === undefined || given === '' || given === own) return given || own
  throw illegalArgument(
    `Alias [${alias}] has index routing associated with it [${own}], and was provided with routing value [${given}], rejecting operation`,
  )
}

const notAnAlias = (index: string): ElasticError =>
  new ElasticError(
    'index_not_found_exception',
    `no such index [${index}] and [require_alias] request flag is [true] and [${index}] is not an alias`,
    { members: { index_uuid: '_na_', index } },
  )

const notADataStream = (index: string): ElasticError =>
  new ElasticError(
    'resource_not_found_exception',
    `[require_data_stream] request flag is [true] and [${index}] is not a data stream`,
  )
