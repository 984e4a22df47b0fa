/**
 * Files that are read again when they change: polled, because file systems in containers do not always tell, and read only once nothing is
 * being written to them any more. Used by the realm of files, its service tokens and the file of roles.
 */
import { readFileSync, statSync, unwatchFile, watchFile } from 'node:fs'

const POLL_MS = 5000
/** What was written to within this time may be half of what is meant: a role without its denials, a name without its end. */
const SETTLE_MS = 500

/** Calls `reload` whenever one of the files has changed, appeared or gone, and has stayed so for a moment; returns the way to stop. */
export function watchFiles(files: readonly string[], reload: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const onceSettled = (): void => {
    clearTimeout(timer)
    const before = stateOf(files)
    timer = setTimeout(() => (stateOf(files) === before ? reload() : onceSettled()), SETTLE_MS).unref()
  }
  for (const file of files) watchFile(file, { interval: POLL_MS, persistent: false }, onceSettled)
  return () => {
    clearTimeout(timer)
    for (const file of files) unwatchFile(file, onceSettled)
  }
}

const stateOf = (files: readonly string[]): string =>
  files
    .map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false })
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : 'absent'
    })
    .join()

/** A file that is absent has no lines. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** Non-empty lines that are no comments, with their numbers. */
export function linesOf(text: string): readonly { readonly line: number; readonly text: string }[] {
  return text
    .split(/\r?\n/)
    .map((raw, index) => ({ line: index + 1, text: raw.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
}
