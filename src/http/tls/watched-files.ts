/** Tells whether files changed since they were last looked at, by polling what `stat` says. Called by `tls.ts`. */
import { type BigIntStats, statSync } from 'node:fs'

/** Changes this close together may look like one to the clock of a file system. */
const UNSETTLED_MS = 2000

export class WatchedFiles {
  readonly #paths: readonly string[]
  #seen: string | undefined

  constructor(paths: readonly string[]) {
    this.#paths = paths
  }

  /** Whether there may be something new to read; a file that was changed just now is taken for changed once more. */
  look(): boolean {
    const stats = this.#paths.map(statOf)
    const now = stats
      .map((stat) => (stat ? [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs, stat.mode].join(':') : '-'))
      .join(' ')
    const isNew = now !== this.#seen
    const latest = Math.max(0, ...stats.map((stat) => Number(stat?.ctimeMs ?? 0)))
    this.#seen = Date.now() - latest < UNSETTLED_MS ? undefined : now
    return isNew
  }
}

/** What cannot be looked at is like what is not there: whoever reads it finds out why. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
