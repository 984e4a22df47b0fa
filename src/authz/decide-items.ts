/**
 * Verdicts on items named one by one (`_bulk`, `_mget`, single documents): each is refused or granted for itself, in the order in which
 * Elasticsearch asks. Called by `authorize.ts` after the request as a whole was found allowed.
 */
import { resolveDateMathName } from '../core/date-math.ts'
import { ElasticError, illegalArgument, indexClosed, indexNotFound, streamExcluded } from '../core/errors.ts'
import { isWildcard } from '../core/wildcard.ts'
import type { IndexGrant, ItemGrant, Restriction } from '../request/access.ts'
import type { CatalogueIndex } from '../request/catalogue.ts'
import { findIndexNameError } from '../request/index-name.ts'
import type { ItemTarget } from '../request/names.ts'
import type { IndexRights } from '../roles/index-permission.ts'
import { namesOwnRecords } from '../roles/restricted-names.ts'
import type { CatalogueView, Named } from './catalogue-view.ts'
import { findNamed } from './find-named.ts'

export const AUTO_CREATE = 'indices:admin/auto_create'
/** Asked of an index before a document extends its mapping. */
export const AUTO_PUT = 'indices:admin/mapping/auto_put'
const BULK_SHARD = 'indices:data/write/bulk[s]'
const WRITE = 'indices:data/write/'
/** Asked of the name itself before anything of the bulk that carries it out. */
const UPDATE = 'indices:data/write/update'

export interface ItemRequest {
  /** The action of the whole request. */
  readonly parent: string
  readonly permission: IndexRights
  readonly view: CatalogueView
  readonly now: number
  /** The refusal of an action on a name, in words. */
  denied(action: string, name: string): ElasticError
  /** The refusal of an index that is seen in part only, where nobody enforces it; undefined: it is enforced. */
  refuseViews(action: string, name: string, restriction: Restriction): ElasticError | undefined
}

/** The verdict on one item. */
export function decideItem(item: ItemTarget, request: ItemRequest): ItemGrant {
  try {
    return grantItem(item, request)
  } catch (error) {
    if (error instanceof ElasticError) return { granted: false, error }
    throw error
  }
}

/** Verdicts on all of them, in their order. Items that ask the same of the same name as the one before share its verdict. */
export function decideItems(items: readonly ItemTarget[], request: ItemRequest): readonly ItemGrant[] {
  let last: ItemTarget | undefined
  let verdict: ItemGrant | undefined
  return items.map((item) => {
    if (!verdict || !last || !asksTheSame(item, last)) verdict = decideItem(item, request)
    last = item
    return verdict
  })
}

const asksTheSame = (one: ItemTarget, other: ItemTarget): boolean =>
  one.index === other.index && one.action === other.action && one.creates === other.creates

/**
 * Verdicts of a bulk. Elasticsearch writes the items of one index in one step, which needs its action on every name they came by: where
 * one name lacks it, none of them is written.
 */
export function decideBulk(items: readonly ItemTarget[], request: ItemRequest): readonly ItemGrant[] {
  const verdicts = decideItems(items, request)
  if (verdicts.every((verdict) => verdict.granted || verdict.error.status !== 403)) return verdicts
  const refused = new Map<string, ItemGrant>()
  for (const [at, item] of items.entries()) {
    const verdict = verdicts[at]!
    if (verdict.granted || verdict.error.status !== 403) continue
    const index = findTarget(item, request)
    if (index !== undefined && !refused.has(index)) refused.set(index, verdict)
  }
  return verdicts.map((verdict) => (verdict.granted ? (refused.get(verdict.index.name) ?? verdict) : verdict))
}

/** The index behind a name on which nothing may be written at all. */
function findTarget({ index, action }: ItemTarget, { view, permission, now }: ItemRequest): string | undefined {
  const name = resolveDateMathName(index, now)
  const named = view.look(name)
  if (named.kind !== 'alias' || !action.startsWith(WRITE)) return undefined
  return findNamed(permission.forAction(BULK_SHARD), view, name) ? undefined : named.alias.writeIndex
}

function grantItem(item: ItemTarget, request: ItemRequest): ItemGrant {
  const name = resolveDateMathName(item.index, request.now)
  if (namesOwnRecords(name)) throw indexNotFound(name)
  const named = request.view.look(name)
  const restriction = checkActions(item, name, named, request)
  if (named.kind !== 'missing') {
    const grant = grantExisting(item, name, named, restriction)
    const refusal = request.refuseViews(item.action, name, restriction)
    if (refusal) throw refusal
    return {
      granted: true,
      index: { ...grant, ...fixedMapping(item, [name, grant.name], grant, request) },
      exists: true,
      mayCreate: false,
    }
  }
  if (isWildcard(name)) throw noWildcards(item)
  // An earlier item of the same bulk may make the index: whether it is there is for the execution to find.
  const fault = item.creates ? findIndexNameError(name) : undefined
  if (fault) throw fault
  const refusal = request.refuseViews(item.action, name, restriction)
  if (refusal) throw refusal
  return {
    granted: true,
    index: { name, ...fixedMapping(item, [name], undefined, request), restriction },
    exists: false,
    mayCreate: item.creates,
  }
}

/** A data stream's index is asked for by its own name; any other by the name that was given too. */
function fixedMapping(
  { action }: ItemTarget,
  [given, index = given]: readonly [string, string?],
  grant: IndexGrant | undefined,
  { permission, view, denied }: ItemRequest,
): Pick<IndexGrant, 'fixedMapping'> {
  if (!action.startsWith(WRITE)) return {}
  const rights = permission.forAction(AUTO_PUT)
  const isStream = grant?.dataStream !== undefined
  const isAllowed = (!isStream && findNamed(rights, view, given)) || (grant && findNamed(rights, view, index))
  if (isAllowed && (grant || rights.onStreams.find(given))) return {}
  return { fixedMapping: { error: denied(AUTO_PUT, ''), onStreamsOnly: isAllowed !== undefined } }
}

/** Every action the item needs on its name, in order; what may be seen is what the item's own action shows. */
function checkActions(item: ItemTarget, name: string, named: Named, request: ItemRequest): Restriction {
  const isWrite = item.action.startsWith(WRITE)
  const isWhole = request.parent === UPDATE && item.action === UPDATE
  if (isWhole) check(item.action, item, name, request)
  if (named.kind === 'missing' && item.creates) check(AUTO_CREATE, item, name, request)
  if (isWrite) check(BULK_SHARD, item, name, request)
  return check(item.action, item, name, request)
}

function check(action: string, item: ItemTarget, name: string, { permission, view, denied }: ItemRequest): Restriction {
  const restriction = findNamed(permission.forAction(action), view, name)
  if (restriction) return restriction
  throw denied(action, item.index)
}

function grantExisting(
  item: ItemTarget,
  name: string,
  named: Exclude<Named, { kind: 'missing' }>,
  restriction: Restriction,
): IndexGrant {
  const index = named.kind === 'index' ? named.index : indexBehind(item, name, named)
  if (index.closed) throw indexClosed(index)
  return { name: index.name, ...wayTo(index, name, named), restriction }
}

function wayTo(index: CatalogueIndex, name: string, named: Named): Pick<IndexGrant, 'alias' | 'dataStream'> {
  if (named.kind !== 'alias') return {}
  if (named.alias.isStream) return { dataStream: name }
  return named.alias.streams ? { alias: name, dataStream: index.dataStream! } : { alias: name }
}

/** Writes go to the write index of an alias; for anything else, an alias of several indices stands for none of them. */
function indexBehind(item: ItemTarget, name: string, { alias, indices }: Extract<Named, { kind: 'alias' }>): CatalogueIndex {
  const [only, second] = indices
  if (item.action.startsWith(WRITE)) {
    const target = indices.find((index) => index.name === alias.writeIndex)
    if (target) return target
    throw illegalArgument(
      `no write index is defined for alias [${name}]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index`,
    )
  }
  if (alias.isStream || alias.streams) throw streamExcluded(name)
  if (only && !second) return only
  const names = indices.map((index) => index.name).join(', ')
  throw illegalArgument(`alias [${name}] has more than one index associated with it [${names}], can't execute a single index op`)
}

/** Read by requests whose items are looked up by their plain names. */
const ITEMS_OF_MANY: ReadonlySet<string> = new Set(['indices:data/read/mget[shard]', 'indices:data/read/mtv[shard]'])

function noWildcards({ action, creates, index }: ItemTarget): ElasticError {
  if (ITEMS_OF_MANY.has(action)) return indexNotFound(index)
  return wildcardsRefused(creates ? AUTO_CREATE : action, index)
}

/** 400 where an action takes plain names only. */
export const wildcardsRefused = (action: string, expression: string): ElasticError =>
  illegalArgument(
    `the action ${action} does not support wildcards; the provided index expression(s) [${expression}] are not allowed`,
  )
