/**
 * Passwords that have to be changed first: too old, or set by somebody else (`sallyport.password_policy.*`). Whoever comes with one may change
 * it and nothing else. Wraps the second gate, and is asked wherever a credential opens something that is not a request of its own: the second
 * identity, tokens, keys. Keys and service accounts have no password and are let through.
 */
import type { Clock } from '../core/clock.ts'
import { ElasticError } from '../core/errors.ts'
import type { Call } from '../request/api.ts'
import type { Identity, Subject } from '../request/identity.ts'
import type { Authorizer } from '../request/ports.ts'

export interface DuePasswords {
  /** Throws 403 where the user's password has to be changed first. */
  assertNotDue(subject: Subject): void
  /** What a call is refused with for that reason, before anything is decided. */
  refusalOf(identity: Identity, call: Call): ElasticError | undefined
  /** The same gate; closed to whoever has to change his password, but for that. */
  guard(authorizer: Authorizer): Authorizer
}

export function createDuePasswords(clock: Clock): DuePasswords {
  const findDue = ({ username, password }: Subject): ElasticError | undefined => {
    if (!password) return undefined
    if (password.mustChange) return changeFirst(username, 'must_change', 'was set by somebody else')
    const isOver = password.expires !== undefined && password.expires <= clock.now()
    return isOver ? changeFirst(username, 'expired', 'has expired') : undefined
  }

  const assertNotDue = (subject: Subject): void => {
    const due = findDue(subject)
    if (due) throw due
  }

  const refusalOf = (identity: Identity, call: Call): ElasticError | undefined =>
    isWayOut(identity, call) ? undefined : findDue(identity.authenticating)

  const guard = (authorizer: Authorizer): Authorizer => ({
    authorize(identity, call) {
      const refusal = refusalOf(identity, call)
      if (refusal) throw refusal
      return authorizer.authorize(identity, call)
    },
  })

  return { assertNotDue, refusalOf, guard }
}

/** One's own password, in person. */
function isWayOut({ authenticating, runAs }: Identity, { api, targets }: Call): boolean {
  if (api.name !== 'security.change_password' || targets.kind !== 'self' || runAs !== undefined) return false
  return targets.username === undefined || targets.username === authenticating.username
}

const changeFirst = (username: string, state: 'must_change' | 'expired', why: string): ElasticError =>
  new ElasticError(
    'security_exception',
    `the password of user [${username}] ${why} and has to be changed first: PUT /_security/user/_password is all that is allowed`,
    { members: { password: state } },
  )
