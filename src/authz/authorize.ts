/**
 * The second gate: a call becomes an `Access` to exactly what its caller may act upon, or is refused in words. The only place that makes
 * an `Access`. Default is deny: what no role grants is refused, what a role shows in part is refused until that is enforced.
 */
import type { Clock } from '../core/clock.ts'
import { resolveDateMathName } from '../core/date-math.ts'
import { ElasticError, invalidIndexName } from '../core/errors.ts'
import { isWildcard } from '../core/wildcard.ts'
import { type AliasGrant, claimAccessIssuer, type Grants, type IndexGrant, type Restriction } from '../request/access.ts'
import type { Call, Requirement } from '../request/api.ts'
import type { Catalogue } from '../request/catalogue.ts'
import { actingSubject, type Principal, type Subject } from '../request/identity.ts'
import type { IndicesOptions, Targets } from '../request/names.ts'
import type { Authorizer } from '../request/ports.ts'
import { namesOwnRecords } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { givesMore } from './alias-rights.ts'
import { type CatalogueView, createCatalogueReader } from './catalogue-view.ts'
import { aliasGivesMore, decideAliases, isAliasPattern, leavesDenied, matchingAliases } from './decide-aliases.ts'
import { decideBulk, decideItem, decideItems, type ItemRequest, wildcardsRefused } from './decide-items.ts'
import { decideTemplate } from './decide-templates.ts'
import { type Asker, deniedByWorkflow, deniedCluster, deniedIndices, deniedLifting, deniedViews } from './denial.ts'
import { indexCause } from './denial-cause.ts'
import { findNamed, findReachable } from './find-named.ts'
import { isDeniable, isOwnBusiness } from './own-account.ts'
import { grantsOwnKeys } from './own-keys.ts'
import { managesRolesWith } from './privilege-check.ts'
import { explicitNames, type NameRequest, resolveNames } from './resolve-names.ts'
import { assertMayRunAs } from './run-as.ts'

const issueAccess = claimAccessIssuer()

/** Requests that name nothing themselves: a refusal of the whole tells no names. */
const COMPOSITE: ReadonlySet<string> = new Set([
  'indices:data/write/bulk',
  'indices:data/read/mget',
  'indices:data/read/msearch',
  'indices:data/read/mtv',
  'indices:data/write/reindex',
])
/** Requests that may reach other clusters: a refusal of the whole tells only names given as such. */
const REMOTE_CAPABLE: ReadonlySet<string> = new Set([
  'indices:admin/resolve/index',
  'indices:admin/search/search_shards',
  'indices:data/read/async_search/submit',
  'indices:data/read/eql',
  'indices:data/read/field_caps',
  'indices:data/read/open_point_in_time',
  'indices:data/read/search',
])
const ALIASES = 'indices:admin/aliases'
const LISTING = ['indices:admin/resolve/index', 'indices:monitor/stats', 'indices:data/write/bulk[s]']

export interface AuthorizerParts {
  readonly roles: { rightsOf(subject: Subject): RoleSet }
  readonly catalogue: () => Catalogue
  readonly clock: Clock
  /** Whether the backend enforces views: without that, an index seen in part only is refused. */
  readonly enforcesViews?: boolean
  /** The names that a caller's long read was opened on; left out: nobody has any. */
  readonly longReadNames?: (id: string, caller: Principal) => readonly string[] | undefined
  /** False where security is off. */
  readonly isSecured?: boolean
}

export function createAuthorizer(parts: AuthorizerParts): Authorizer {
  const readCatalogue = createCatalogueReader(parts.catalogue)

  const authorize: Authorizer['authorize'] = (identity, call) => {
    assertMayRunAs(identity, call.api.action, parts.roles)
    const roles = parts.roles.rightsOf(actingSubject(identity))
    // No workflow is offered, so whoever may do nothing but one may do nothing.
    if (roles.workflows) throw deniedByWorkflow(call.api.action, { principal: identity, roles })
    const decision = new Decision(parts, readCatalogue(), call, { principal: identity, roles })
    const grants = decision.grants()
    return issueAccess({ requestId: call.id, action: call.api.action, identity, grants })
  }

  return { authorize }
}

/** One call being decided. */
class Decision {
  readonly #parts: AuthorizerParts
  readonly #view: CatalogueView
  readonly #call: Call
  readonly #asker: Asker
  readonly #now: number

  constructor(parts: AuthorizerParts, view: CatalogueView, call: Call, asker: Asker) {
    this.#parts = parts
    this.#view = view
    this.#call = call
    this.#asker = asker
    this.#now = parts.clock.now()
  }

  grants(): Grants {
    const { targets } = this.#call
    const grants = this.#decide(targets)
    return (this.#call.api.alsoRequires ?? []).reduce((so, requirement) => this.#require(requirement, so), grants)
  }

  get #action(): string {
    return this.#call.api.action
  }

  #decide(targets: Targets): Grants {
    switch (targets.kind) {
      case 'cluster':
        return this.#cluster(targets)
      case 'self':
        return this.#self(targets.username)
      case 'indices':
        return {
          kind: 'indices',
          ...this.#indices(this.#action, targets),
          ...this.#shownAliases(targets),
          ...this.#lookups(targets),
        }
      case 'create':
        return this.#create(targets)
      case 'rollover':
        return this.#rollover(targets)
      case 'aliases':
        return { kind: 'aliases', actions: this.#aliases(targets) }
      case 'items':
        return this.#items(targets)
    }
  }

  #cluster(targets: Extract<Targets, { kind: 'cluster' }>): Grants {
    const { roles, principal } = this.#asker
    if (roles.grantsCluster(this.#action) || this.#manages(targets))
      return {
        kind: 'cluster',
        ...(targets.listsIndices === true ? { listed: this.#listed() } : {}),
        ...(targets.template ? { bindings: decideTemplate(targets.template, this.#view.templates, roles) } : {}),
      }
    const { apiKeys } = targets
    if (!apiKeys || !grantsOwnKeys(this.#action, apiKeys, actingSubject(principal), roles))
      throw deniedCluster(this.#action, this.#asker)
    return { kind: 'cluster', ownKeysOnly: true }
  }

  #checkCluster(action: string): void {
    if (!this.#asker.roles.grantsCluster(action)) throw deniedCluster(action, this.#asker)
  }

  /** Indices that may be seen, watched or written to: the names that lists of a cluster action may show. */
  #listed(): ReadonlySet<string> {
    const { indices } = this.#asker.roles
    const names = LISTING.flatMap((action) => [...findReachable(indices.forAction(action), this.#view).keys()])
    return new Set(names)
  }

  /** Whether a role's `global` member allows the request for what it is about. */
  #manages({ applications, indexPrivileges, profileApplications }: Extract<Targets, { kind: 'cluster' }>): boolean {
    const { roles } = this.#asker
    if (roles.deniesCluster(this.#action)) return false
    if (applications && roles.managesApplications(applications)) return true
    if (profileApplications && roles.writesProfiles(profileApplications)) return true
    return indexPrivileges !== undefined && managesRolesWith(roles, indexPrivileges)
  }

  #self(username: string | undefined): Grants {
    const subject = actingSubject(this.#asker.principal)
    const isDenied = isDeniable(this.#action) && this.#asker.roles.deniesCluster(this.#action)
    if (isDenied || !isOwnBusiness(this.#action, username, subject)) this.#checkCluster(this.#action)
    return { kind: 'self', username: username ?? subject.username }
  }

  /** A further action that an API needs: of the cluster, or on the same names. */
  #require({ action, kind }: Requirement, grants: Grants): Grants {
    if (kind === 'cluster') {
      this.#checkCluster(action)
      return grants
    }
    const { targets } = this.#call
    if (targets.kind !== 'indices' || grants.kind !== 'indices') throw new Error(`[${action}] is required of no indices`)
    const also = new Map(this.#indices(action, targets).indices.map((grant) => [grant.name, grant]))
    return { ...grants, indices: grants.indices.filter(({ name }) => also.has(name)) }
  }

  /** What a long read was opened on, as far as it is still there. */
  #longRead(id: string, options: IndicesOptions): Pick<NameRequest, 'expressions' | 'options'> {
    const names = this.#parts.longReadNames?.(id, this.#asker.principal) ?? []
    const expressions = names.filter((name) => this.#view.look(name).kind !== 'missing')
    return { expressions, options: { ...options, ignoreUnavailable: false, allowClosed: true } }
  }

  #indices(
    action: string,
    targets: Extract<Targets, { kind: 'indices' }>,
  ): { readonly indices: readonly IndexGrant[]; readonly names: readonly string[] } {
    const permission = this.#asker.roles.indices.forAction(action)
    const { longRead } = targets
    const { expressions, options } = longRead === undefined ? targets : this.#longRead(longRead, targets.options)
    const names = { expressions, now: this.#now }
    if (!permission.grantsAnything) {
      const told = REMOTE_CAPABLE.has(action) ? explicitNames(names) : expressions
      throw this.#denied(action, told, expressions)
    }
    // No expression would mean every index.
    if (longRead !== undefined && expressions.length === 0) return { indices: [], names: [] }
    const {
      indices,
      denied,
      names: found,
    } = resolveNames({
      ...names,
      options,
      permission,
      view: this.#view,
      isSecured: this.#parts.isSecured ?? true,
    })
    if (denied.length > 0) throw this.#denied(action, denied)
    const partly = indices.filter(({ restriction }) => this.#isUnenforced(restriction))
    if (partly.length > 0) {
      throw deniedViews(
        action,
        this.#asker,
        partly.map(({ name }) => name),
      )
    }
    return { indices, names: found }
  }

  #shownAliases({ aliases }: Extract<Targets, { kind: 'indices' }>): { readonly aliases?: ReadonlySet<string> } {
    if (!aliases) return {}
    const rights = this.#asker.roles.indices.forAction(this.#action)
    const isRefused = aliases.some((name) => !isAliasPattern(name) && !findNamed(rights, this.#view, name))
    if (isRefused) throw this.#denied(this.#action, [], aliases)
    const names = aliases.flatMap((name) => (isAliasPattern(name) ? matchingAliases(name, rights, this.#view) : [name]))
    return { aliases: new Set(names) }
  }

  #create({ index, aliases }: Extract<Targets, { kind: 'create' }>): Grants {
    const name = resolveDateMathName(index, this.#now)
    refuseOwnRecords([name, ...aliases])
    this.#checkName(name, index)
    if (aliases.length > 0) this.#checkAliases(name, aliases)
    return { kind: 'create', index: name, aliases }
  }

  /**
   * Elasticsearch asks for the target alone. Here a new index that is named needs the action too, and an alias given to it may not give more
   * than the target; and what is denied under the target stays denied of the index that it leaves.
   */
  #rollover({ target, index, aliases }: Extract<Targets, { kind: 'rollover' }>): Grants {
    const name = resolveDateMathName(target, this.#now)
    this.#checkName(name, target)
    const created = index === undefined ? undefined : resolveDateMathName(index, this.#now)
    refuseOwnRecords(created === undefined ? aliases : [created, ...aliases])
    if (created !== undefined) this.#checkName(created, index!)
    if (aliases.length > 0) this.#checkAliases(name, aliases)
    const { roles } = this.#asker
    if (aliases.some((alias) => givesMore(roles, alias, name))) throw aliasGivesMore()
    if (leavesDenied(roles, this.#view, name)) throw deniedLifting(this.#action, this.#asker, [name])
    return { kind: 'rollover', target: name, ...(created === undefined ? {} : { index: created }), aliases }
  }

  /** The action on one plain name, whatever it stands for; `given` is what refusals tell. */
  #checkName(name: string, given: string): void {
    const permission = this.#asker.roles.indices.forAction(this.#action)
    const isWild = isWildcard(name) && permission.grantsAnything
    const restriction = findNamed(permission, this.#view, name)
    if (!restriction && !isWild) throw this.#denied(this.#action, [given])
    if (isWild) throw wildcardsRefused(this.#action, given)
    if (restriction && this.#isUnenforced(restriction)) throw deniedViews(this.#action, this.#asker, [name])
  }

  /** Aliases need their action on the index and on each alias. */
  #checkAliases(index: string, aliases: readonly string[]): void {
    const permission = this.#asker.roles.indices.forAction(ALIASES)
    if (!permission.grantsAnything) throw this.#denied(ALIASES, [index])
    const partly: string[] = []
    for (const name of [index, ...aliases]) {
      const restriction = findNamed(permission, this.#view, name)
      if (!restriction) throw this.#denied(ALIASES, [], [name])
      if (this.#isUnenforced(restriction)) partly.push(name)
    }
    if (partly.length > 0) throw deniedViews(ALIASES, this.#asker, partly)
  }

  #aliases({ actions }: Extract<Targets, { kind: 'aliases' }>): readonly AliasGrant[] {
    return decideAliases(actions, {
      roles: this.#asker.roles,
      view: this.#view,
      now: this.#now,
      isSecured: this.#parts.isSecured ?? true,
      denied: (action, names, asked) => this.#denied(action, names, asked),
      lifting: (action, names) => deniedLifting(action, this.#asker, names),
    })
  }

  /** Each is a read of its own. */
  #lookups({ lookups }: Extract<Targets, { kind: 'indices' }>): { readonly lookups?: readonly IndexGrant[] } {
    if (!lookups) return {}
    const request = this.#itemRequest()
    return {
      lookups: lookups.map((target) => {
        const verdict = decideItem(target, request)
        if (!verdict.granted) throw verdict.error
        return verdict.index
      }),
    }
  }

  #itemRequest(): ItemRequest {
    return {
      parent: this.#action,
      permission: this.#asker.roles.indices,
      view: this.#view,
      now: this.#now,
      denied: (action, name) => this.#denied(action, name === '' ? [] : [name]),
      refuseViews: (action, name, restriction) => this.#refuseViews(action, name, restriction),
    }
  }

  #items({ items }: Extract<Targets, { kind: 'items' }>): Grants {
    const permission = this.#asker.roles.indices
    if (!permission.forAction(this.#action).grantsAnything) {
      const told = COMPOSITE.has(this.#action) ? [] : items.map(({ index }) => index)
      throw this.#denied(this.#action, told)
    }
    const request = this.#itemRequest()
    const isBulk = this.#action === 'indices:data/write/bulk'
    return { kind: 'items', items: isBulk ? decideBulk(items, request) : decideItems(items, request) }
  }

  /** `asked`: the names it is about, where they are not the ones that are told. */
  #denied(action: string, told: readonly string[], asked: readonly string[] = told): ElasticError {
    const resolve = (name: string): string => tryResolve(name, this.#now)
    const cause = indexCause(this.#asker.roles, this.#view, action, asked, resolve)
    return deniedIndices(action, this.#asker, told, cause)
  }

  #refuseViews(action: string, name: string, restriction: Restriction): ElasticError | undefined {
    return this.#isUnenforced(restriction) ? deniedViews(action, this.#asker, [name]) : undefined
  }

  #isUnenforced(restriction: Restriction): boolean {
    return restriction.kind === 'views' && this.#parts.enforcesViews !== true
  }
}

function refuseOwnRecords(names: readonly string[]): void {
  for (const own of names.filter(namesOwnRecords)) throw invalidIndexName(own, "is kept for the server's own records")
}

/** A name that cannot be resolved is denied by its text, if at all. */
function tryResolve(name: string, now: number): string {
  try {
    return resolveDateMathName(name, now)
  } catch (error) {
    if (error instanceof ElasticError) return name
    throw error
  }
}
