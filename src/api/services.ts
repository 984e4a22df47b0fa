/** What the server's own APIs run on: built once in `main.ts`, passed to each handler. */
import type { CatalogueView } from '../authz/catalogue-view.ts'
import type { ApiKeys } from '../identity/api-keys.ts'
import type { CredentialUses } from '../identity/credential-uses.ts'
import type { KeyParties } from '../identity/key-parties.ts'
import type { Lockouts } from '../identity/lockout.ts'
import type { LoginCache } from '../identity/login-cache.ts'
import type { ProfileParties } from '../identity/profile-parties.ts'
import type { Profiles } from '../identity/profiles.ts'
import type { ServiceAccounts } from '../identity/service-accounts.ts'
import type { ServiceTokens } from '../identity/service-tokens.ts'
import type { TokenGrants } from '../identity/token-grants.ts'
import type { UserService } from '../identity/users.ts'
import type { BackendCondition } from '../request/backend.ts'
import type { RequestExplainer } from '../request/explain.ts'
import type { NodeFacts } from '../request/node-facts.ts'
import type { ServedCertificate } from '../request/served-certificate.ts'
import type { ApplicationPrivileges } from '../roles/application-privileges.ts'
import type { RoleService } from '../roles/role-service.ts'
import type { RunningRequest } from '../tasks/running-requests.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { InnerCalls } from './inner-call.ts'

export type { NodeFacts } from '../request/node-facts.ts'

/** What this node tells about itself; where it is several processes, all of them. */
export interface Operation {
  condition(): Promise<BackendCondition & { readonly workers?: { readonly running: number; readonly of: number } }>
  /** In the text format of Prometheus. */
  metrics(): Promise<string>
}

export interface Services {
  readonly users: UserService
  readonly logins: LoginCache
  readonly lockouts: Lockouts
  readonly tokens: TokenGrants
  readonly serviceAccounts: ServiceAccounts
  readonly serviceTokens: ServiceTokens
  readonly apiKeys: ApiKeys
  readonly credentialUses: CredentialUses
  readonly keyParties: KeyParties
  readonly profiles: Profiles
  readonly profileParties: ProfileParties
  readonly roles: RoleService
  readonly applicationPrivileges: ApplicationPrivileges
  readonly explainer: RequestExplainer
  /** The names there are right now. */
  readonly names: () => CatalogueView
  readonly tasks: Tasks
  readonly inner: InnerCalls
  /** Requests that are being answered right now. */
  readonly requests: { list(): Promise<readonly RunningRequest[]> }
  readonly node: NodeFacts
  /** Those that the node's connections use right now. */
  readonly certificates: () => readonly ServedCertificate[]
  readonly operation: Operation
}
