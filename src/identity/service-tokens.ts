/** Service tokens wherever they are kept, as the APIs see them. Made by `authn/`. */

export interface ServiceTokens {
  /** Names of an account's tokens in the file of this node. */
  fileTokenNames(account: string): readonly string[]
  /** Forgets remembered uses, so that the next ones are checked anew: of these tokens, or of all of the account. */
  forget(account: string, names: readonly string[] | undefined): void
}

/** For a node without security. */
export const NO_SERVICE_TOKENS: ServiceTokens = { fileTokenNames: () => [], forget: () => {} }
