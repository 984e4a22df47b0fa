/** C19: what is remembered of a login opens no door to who reads the heap. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-heap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const script = (file: string): string => `
  import { createHash } from 'node:crypto'
  import { writeHeapSnapshot } from 'node:v8'
  import { openNode } from ${JSON.stringify(join(process.cwd(), 'test/authn/open-node.ts'))}
  import { fakeHead } from ${JSON.stringify(join(process.cwd(), 'test/authn/fake-head.ts'))}
  const node = await openNode()
  const secretOf = (n) => createHash('sha256').update('seed-' + n).digest('hex').slice(0, 24)
  for (let n = 0; n < 5; n++) await node.addUser('user' + n, secretOf(n), { fullName: 'canary-of-the-heap' })
  // A function, since the variables of a module live as long as it does.
  async function login(n) {
    const encoded = Buffer.from('user' + n + ':' + secretOf(n)).toString('base64')
    const headers = { authorization: 'Basic ' + encoded, 'es-secondary-authorization': 'Basic ' + encoded }
    const identity = await node.authenticator.identify(fakeHead(headers))
    if (identity.authenticating.username !== 'user' + n) throw new Error('not let in')
    const wrong = Buffer.from('user' + n + ':wrong' + secretOf(n)).toString('base64')
    await node.authenticator.identify(fakeHead({ authorization: 'Basic ' + wrong })).catch(() => {})
  }
  for (let n = 0; n < 5; n++) await login(n)
  // What the language itself keeps of the last match and the last turns.
  for (let n = 0; n < 100; n++) { /x/.test('x'); await new Promise(setImmediate) }
  gc()
  writeHeapSnapshot(${JSON.stringify(file)})
  if (node.verifier.remembered < 5) throw new Error('nothing was remembered')
  await node.close()
`

describe('C19 secrets in memory', () => {
  it('leaves no password in the heap', { timeout: 60_000 }, async () => {
    const { createHash } = await import('node:crypto')
    const snapshot = join(folder, 'heap.heapsnapshot')
    const file = join(folder, 'child.mts')
    writeFileSync(file, script(snapshot))
    execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'pipe'] })
    const heap = readFileSync(snapshot, 'latin1')
    // Not `toContain`: a failure would print the heap.
    expect(heap.includes('canary-of-the-heap')).toBe(true)
    for (let n = 0; n < 5; n++) {
      const secret = createHash('sha256').update(`seed-${n}`).digest('hex').slice(0, 24)
      expect(heap.includes(secret)).toBe(false)
      expect(heap.includes(Buffer.from(`user${n}:${secret}`).toString('base64'))).toBe(false)
    }
  })
})
