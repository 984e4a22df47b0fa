/** C18: nothing that a client presents is compared with a secret character by character. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** `secret === other`, but not with null, undefined or a literal. */
const COMPARISON =
  /\b\w*(password|secret|token|hash|digest)\b(\(\))?\s*[!=]==(?!\s*(undefined|null|typeof|['"\d]))|[!=]==\s*(\w+\.)*(password|secret|token|hash|digest)\b/i
/** Compare two stored hashes with each other, to see whether a file changed. */
const ALLOWED = new Set(['realms/file-realm.ts', 'realms/service-token-file.ts'])

describe('C18 comparison of secrets', () => {
  it('is left to functions of constant time', () => {
    const source = join(process.cwd(), 'src')
    const files = ['identity', 'realms', 'authn'].flatMap((folder) =>
      (readdirSync(join(source, folder)) as string[]).map((file) => `${folder}/${file}`),
    )
    const found = files
      .filter((file) => !ALLOWED.has(file))
      .flatMap((file) =>
        readFileSync(join(source, file), 'utf8')
          .split('\n')
          .filter((line) => COMPARISON.test(line) && !line.trim().startsWith('*'))
          .map((line) => `${file}: ${line.trim()}`),
      )
    expect(found).toEqual([])
  })
})
