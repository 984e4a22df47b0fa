/** Finds a search by its id, for its owner alone: the party it ran as, be it the first or the second identity of the request. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { Identity } from '../../request/identity.ts'
import { isSameOwner, type Owner, ownerOf } from '../../request/owner.ts'
import type { TaskView } from '../../tasks/tasks.ts'
import type { Services } from '../services.ts'

export type NamedSearch = TaskView & { readonly number: number }

/** Throws 400 for what is no id. */
export function parseSearchId(id: string): string {
  if (/^[\w-]{32}$/.test(id)) return id
  throw illegalArgument(`invalid id: [${id}]`)
}

/** Throws 404 where there is none, or it is somebody else's. */
export function getOwnSearch({ tasks }: Services, identity: Identity, id: string): NamedSearch {
  const found = tasks.findNamed(id)
  if (found && owns(identity, found.record.owner)) return found
  throw searchNotFound(id)
}

/** Only results of the caller's own rights: having started the search for another is not enough. */
function owns(identity: Identity, owner: Owner): boolean {
  const { secondary } = identity
  return isSameOwner(ownerOf(identity), owner) || (secondary !== undefined && isSameOwner(ownerOf(secondary), owner))
}

export const searchNotFound = (id: string): ElasticError => new ElasticError('resource_not_found_exception', id)
