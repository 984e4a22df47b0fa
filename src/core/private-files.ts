/**
 * Folders and files for the server's own eyes: they hold documents and password hashes. Called before the data folder or a database in it
 * is opened. A folder that is there already keeps its rights, since others may have things in it; a file is closed to them.
 */
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'

const FOLDER = 0o700
const FILE = 0o600
const OTHERS = 0o077

/** Makes the folder, with those above it, where it is missing. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER })
}

/** Makes the file, empty, where it is missing: whoever made it later would choose its rights. A file system that is read-only keeps its own. */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', FILE))
    if ((statSync(path).mode & OTHERS) !== 0) chmodSync(path, FILE)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EROFS' && code !== 'EACCES' && code !== 'EPERM') throw error
  }
}
