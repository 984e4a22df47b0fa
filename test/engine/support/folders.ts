/** Folders for the tests of the engine, removed when their file is done. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const made: string[] = []

/** A fresh empty folder. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-engine-'))
  made.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})
