/** The example of docs/testing.md is a test of this folder, letter for letter. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

it('shows the example that is run', () => {
  const shown = /```ts\n([\s\S]*?)```/.exec(read('../../docs/testing.md'))?.[1]
  expect(shown).toBe(read('example.test.ts'))
})
