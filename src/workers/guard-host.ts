/** The lockouts of all workers, counted in the first process: answers what a worker's `shared-guard.ts` asks. Called by `worker-pool.ts`. */
import type { LocalGuard, Permit } from '../authn/login-guard.ts'
import type { Channel } from './channel.ts'

/** Serves one worker. The result ends its checks: called when it is gone. */
export function hostGuard(guard: LocalGuard, channel: Channel): () => void {
  const running = new Map<number, Permit>()
  let next = 1
  channel.serve('admit', (attempt) => {
    const permit = guard.admit(attempt)
    if (!permit) return undefined
    running.set(next, permit)
    return { permit: next++, turn: permit.turn }
  })
  channel.serve('ended', ({ permit, outcome }) => {
    running.get(permit)?.end(outcome)
    running.delete(permit)
  })
  channel.serve('admitsRemembered', (attempt) => guard.admitsRemembered(attempt))
  channel.serve('pardon', (username) => guard.pardon(username))
  channel.serve('lockouts', () => guard.list())
  channel.serve('clearLockouts', (selector) => guard.clear(selector))
  return () => {
    for (const permit of running.values()) permit.end(undefined)
    running.clear()
  }
}
