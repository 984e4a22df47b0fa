/**
 * Segment files of one index. A file appears whole or not at all: written under another name, flushed, renamed, and the folder flushed,
 * before a commit record names it. What no commit record names is removed.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageFaults } from './environment.ts'

const SUFFIX = '.seg'

export class SegmentFiles {
  readonly #folder: string
  readonly #durable: boolean
  readonly #faults: StorageFaults
  #made = false

  constructor(folder: string, durable: boolean, faults: StorageFaults = {}) {
    this.#folder = folder
    this.#durable = durable
    this.#faults = faults
  }

  /** Durable when it resolves. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    this.#faults.segmentFile?.()
    if (!this.#made) await this.#makeFolder()
    const path = this.#path(name)
    const draft = `${path}.tmp`
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      if (this.#durable) await file.datasync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    if (this.#durable) await flushFolder(this.#folder)
  }

  read(name: string): Promise<Uint8Array> {
    return readFile(this.#path(name))
  }

  /** Removes every file but those of the named segments. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    const found = await readdir(this.#folder).catch(() => [])
    const stale = found.filter((file) => !names.has(file.replace(SUFFIX, '')))
    await Promise.all(stale.map((file) => rm(join(this.#folder, file), { force: true })))
  }

  async removeAll(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
    this.#made = false
  }

  async #makeFolder(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    if (this.#durable) await flushFolder(join(this.#folder, '..'))
    this.#made = true
  }

  #path(name: string): string {
    return join(this.#folder, name + SUFFIX)
  }
}

/** Makes a rename inside a folder survive a power cut; systems that cannot open folders do not need it. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  if (!handle) return
  try {
    await handle.sync().catch(() => {})
  } finally {
    await handle.close()
  }
}
