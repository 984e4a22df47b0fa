/** Bytes that are kept for later, in memory while they are few and in a file that has no name beyond that. Used for the replies of long bulks. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'

const KEPT_IN_MEMORY = 8 * 1024 * 1024
const READ_AT_ONCE = 256 * 1024

export class Spool {
  #chunks: Uint8Array[] = []
  #held = 0
  #file: FileHandle | undefined
  #written = 0

  async add(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held > KEPT_IN_MEMORY) await this.#spill()
  }

  /** Everything added, once; closes the spool. */
  read(): Readable {
    return Readable.from(this.#pieces(), { objectMode: false })
  }

  /** Closes it unread. */
  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
    this.#chunks = []
  }

  async #spill(): Promise<void> {
    this.#file ??= await openNameless()
    for (const chunk of this.#chunks.splice(0)) {
      await this.#file.write(chunk, 0, chunk.length, this.#written)
      this.#written += chunk.length
    }
    this.#held = 0
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; this.#file && at < this.#written; ) {
        const { bytesRead, buffer } = await this.#file.read(Buffer.alloc(READ_AT_ONCE), 0, READ_AT_ONCE, at)
        if (bytesRead === 0) throw new Error('the spool is shorter than what was written')
        at += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
      yield* this.#chunks
    } finally {
      await this.close()
    }
  }
}

/** Nobody else can open it, and nothing of it is left when it is closed. */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `sallyport-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}
