/** Explanations of requests that are described and not sent. Asked by `POST /_sallyport/_explain`, answered by `open-explain.ts`. */
import type { JsonOutput } from '../core/json/output.ts'
import type { Access } from './access.ts'
import type { Principal } from './identity.ts'

/** A request that somebody describes. */
export interface DescribedRequest {
  readonly method: string
  /** With its query string. */
  readonly path: string
  readonly body: Buffer | undefined
}

/** Who is described as its sender. */
export type DescribedParty =
  | { readonly kind: 'user'; readonly name: string; readonly runAs: string | undefined }
  | { readonly kind: 'api_key'; readonly id: string; readonly runAs: string | undefined }
  | { readonly kind: 'service_account'; readonly name: string }
  /** `{"<name>": {…}, …}` as JSON text. */
  | { readonly kind: 'roles'; readonly json: string; readonly names: readonly string[] }

export interface RequestExplainer {
  /** Executes nothing. `asker`: names that it may not see are missing in what is told. Throws 404 for a party that is not there. */
  explain(asker: Access, party: DescribedParty | undefined, request: DescribedRequest): Promise<JsonOutput>
}

/** Finds parties by name, without any proof: for whoever explains what they may do. */
export interface Parties {
  findUser(username: string): Principal['effective']
  findApiKey(id: string): Principal['effective']
  findServiceAccount(id: string): Principal['effective']
}
