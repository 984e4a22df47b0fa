/** What is remembered of logins, as the API that clears it sees it. A change of a user counts at once without it. */
export interface LoginCache {
  /** Names of the realms that run, in their order. */
  readonly realms: readonly string[]
  /** Forgets logins of one realm: of these users, or of all. */
  forget(realm: string, usernames: readonly string[] | undefined): void
}

/** For a node without security: nobody logs in. */
export const NO_LOGINS: LoginCache = { realms: [], forget: () => {} }
