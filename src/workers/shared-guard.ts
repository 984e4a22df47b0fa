/**
 * Lockout as a worker sees it: counted in the first process for all of them. What was accepted here from an address is taken from there
 * without asking, as it always works there; everything else is asked. Made by `group.ts`.
 */
import type { Attempt, LoginGuard, Permit } from '../authn/login-guard.ts'
import { networkOf } from '../core/peer-network.ts'
import { KnownAddresses } from '../identity/known-addresses.ts'
import type { Account } from '../identity/lockout.ts'
import type { Channel } from './channel.ts'

/** Accounts of each kind whose last addresses are remembered here. */
const SIZE = 10_000

export function createSharedGuard(channel: Channel): LoginGuard {
  const known = knownAddresses()
  const remember = ({ account, address, proof }: Attempt): void => {
    if (account) known[account.kind].remember(account.name, networkOf(address), proof)
  }
  const isKnown = ({ account, address, proof }: Attempt): boolean =>
    account === undefined || known[account.kind].proofOf(account.name, networkOf(address)) === proof

  const admit = async (attempt: Attempt): Promise<Permit | undefined> => {
    const admission = await channel.ask('admit', attempt)
    if (!admission) return undefined
    const { permit, turn } = admission
    return {
      turn,
      end: (outcome) => {
        if (outcome?.kind === 'accepted') remember(attempt)
        // Who cannot be told is gone, and with him this process.
        channel.ask('ended', { permit, outcome }).catch(() => {})
      },
    }
  }

  const ask = async (attempt: Attempt): Promise<boolean> => {
    const isAdmitted = await channel.ask('admitsRemembered', attempt)
    if (isAdmitted) remember(attempt)
    return isAdmitted
  }

  return {
    admit,
    hasLocks: () => false,
    admitsRemembered: (attempt) => isKnown(attempt) || ask(attempt),
    pardon: (username) => void channel.ask('pardon', username).catch(() => {}),
    list: () => channel.ask('lockouts', undefined),
    clear: (selector) => channel.ask('clearLockouts', selector),
  }
}

function knownAddresses(): Readonly<Record<Account['kind'], KnownAddresses>> {
  const table = (): KnownAddresses => new KnownAddresses({ size: SIZE, elapsed: () => performance.now() })
  return { user: table(), api_key: table() }
}
