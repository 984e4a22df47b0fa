/** Files of realms that are read again when they change: polled, because file systems in containers do not always tell. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs'

const POLL_MS = 5000

/** Calls `reload` whenever one of the files changes, appears or goes; returns the way to stop. */
export function watchFiles(files: readonly string[], reload: () => void): () => void {
  for (const file of files) watchFile(file, { interval: POLL_MS, persistent: false }, reload)
  return () => {
    for (const file of files) unwatchFile(file, reload)
  }
}

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
