/**
 * Refusals in Elasticsearch's words: who, what, on which names, and which privileges would grant it. Thrown by authorization; nothing here decides.
 */
import { ElasticError, forbidden } from '../core/errors.ts'
import { actingSubject, type Principal, type Subject } from '../request/identity.ts'
import {
  clusterPrivilegesGranting,
  failurePrivilegesGranting,
  indexPrivilegesGranting,
  isClusterAction,
} from '../roles/privileges.ts'
import { isRestrictedName } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { clusterCause, type DenialCause } from './denial-cause.ts'

/** The party a denial names, with its roles as they were resolved. */
export interface Asker {
  readonly principal: Principal
  readonly roles: RoleSet
}

/** A cluster action that no role grants, or that some role denies. */
export function deniedCluster(action: string, asker: Asker): ElasticError {
  const cause = clusterCause(asker.roles, action)
  const why = cause ? becauseDenied(cause, asker, []) : grantedBy('cluster', clusterPrivilegesGranting(action))
  return forbidden(`${unauthorized(action, asker)}${why}`)
}

/**
 * An index action that no role grants on these names; none: the names are not told (wildcards, composite requests). `cause`: some role
 * denies it, on all of them or on some.
 */
export function deniedIndices(action: string, asker: Asker, names: readonly string[], cause?: DenialCause): ElasticError {
  const onNames = names.length === 0 ? '' : ` ${context(names)}`
  const ungranted = cause && names.every((name) => cause.names.includes(name)) ? '' : indexGrants(action, names)
  const denied = cause ? becauseDenied(cause, asker, ungranted === '' ? [] : cause.names) : ''
  return forbidden(`${unauthorized(action, asker)}${onNames}${denied}${ungranted}`)
}

/** Indices that the roles show in part only, which nobody enforces yet. */
export function deniedViews(action: string, asker: Asker, names: readonly string[]): ElasticError {
  const why = 'because document or field level security applies there, which this server does not enforce yet'
  return forbidden(`${unauthorized(action, asker)} ${context(names)}, ${why}`)
}

/** Rights that are for workflows only (API keys with a `restriction`). */
export function deniedByWorkflow(action: string, asker: Asker): ElasticError {
  const isOfCluster = isClusterAction(action)
  const granting = isOfCluster ? clusterPrivilegesGranting(action) : indexPrivilegesGranting(action)
  const cause = new ElasticError('role_restriction_exception', 'access restricted by workflow')
  const reason = `${unauthorized(action, asker)}${grantedBy(isOfCluster ? 'cluster' : 'index', granting)}`
  return new ElasticError('security_exception', reason, { causedBy: cause, rootCause: [cause] })
}

/** Aliases under which a role denies something, and that its holder would take away. */
export const deniedLifting = (action: string, asker: Asker, names: readonly string[]): ElasticError =>
  forbidden(
    `${unauthorized(action, asker)} ${context(names)}, because something is denied under ${names.length > 1 ? 'these names' : 'this name'}`,
  )

/** Somebody who may not act as the user he named, or named nobody. */
export function deniedRunAs(action: string, { principal, roles }: Asker): ElasticError {
  const { authenticating, runAs } = principal
  const who = nameOf(authenticating)
  const held = holdsRoles(authenticating) ? effectiveRoles(roles) : ''
  return forbidden(`action [${action}] is unauthorized for ${who}${held}, because ${who} is unauthorized to run as [${runAs}]`)
}

const unauthorized = (action: string, asker: Asker): string => `action [${action}] is unauthorized for ${who(asker)}`

function who({ principal, roles }: Asker): string {
  const { authenticating, effective } = principal
  const isRunAs = effective !== undefined && principal.runAs !== undefined
  const runAs = isRunAs ? ` run as [${effective.username}]` : ''
  const held = holdsRoles(isRunAs ? effective : authenticating) ? effectiveRoles(roles) : ''
  return `${nameOf(authenticating)}${runAs}${held}`
}

/** How a refusal calls a party. */
function nameOf({ kind, username, apiKey }: Subject): string {
  if (kind === 'service_account') return `service account [${username}]`
  return apiKey ? `API key id [${apiKey.id}] of user [${username}]` : `user [${username}]`
}

/** The others' rights have no names. */
const holdsRoles = ({ kind }: Subject): boolean => kind === 'user' || kind === 'anonymous'

function effectiveRoles({ names, missing }: RoleSet): string {
  const lost = missing.length === 0 ? '' : ` (assigned roles [${missing.join(',')}] were not found)`
  return ` with effective roles [${names.join(',')}]${lost}`
}

function context(names: readonly string[]): string {
  const restricted = names.filter(isRestrictedName)
  const ordinary = names.filter((name) => !restricted.includes(name))
  const parts = [
    ...(ordinary.length > 0 ? [`indices [${ordinary.join(',')}]`] : []),
    ...(restricted.length > 0 ? [`restricted indices [${restricted.join(',')}]`] : []),
  ]
  return `on ${parts.join(' and ')}`
}

/** Roles are named to those who are told the names of theirs. */
function becauseDenied({ roles }: DenialCause, { principal }: Asker, names: readonly string[]): string {
  const onNames = names.length === 0 ? '' : ` on [${names.join(',')}]`
  if (!holdsRoles(actingSubject(principal))) return `, because it is denied${onNames}`
  return `, because ${roles.length > 1 ? 'roles' : 'role'} [${roles.join(',')}] ${roles.length > 1 ? 'deny' : 'denies'} it${onNames}`
}

const grantedBy = (kind: 'cluster' | 'index', privileges: readonly string[]): string =>
  privileges.length === 0 ? '' : `, this action is granted by the ${kind} privileges [${privileges.join(',')}]`

function indexGrants(action: string, names: readonly string[]): string {
  const onData = grantedBy('index', indexPrivilegesGranting(action))
  if (!names.some((name) => name.endsWith('::failures'))) return onData
  const onFailures = failurePrivilegesGranting(action)
  return `${onData} for data access, or by [${onFailures.join(',')}] for access with the [::failures] selector`
}
