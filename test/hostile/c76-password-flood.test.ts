/** C76: a flood of wrong passwords waits for itself, not before the disk: hashes use none of the threads that files and commits need. */

import { mkdtempSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openLocalStore } from '../../src/store/local-store.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { openNode } from '../authn/open-node.ts'

describe('C76 password flood', () => {
  it('leaves files, commits and known users alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-flood-'))
    const store = await openLocalStore(folder)
    const records = await store.collection<{ n: number }>('records')
    const node = await openNode({ passwordHashing: 'bcrypt10', hashing: { threads: 1, queueSize: 20 } })
    const known = basic('jack', 'jack-password')
    await node.addUser('jack', 'jack-password')
    await node.authenticator.identify(fakeHead({ authorization: known }))

    let answered = 0
    const flood = Array.from({ length: 200 }, (_, n) =>
      node.authenticator.identify(fakeHead({ authorization: basic('jack', `guess-${n}`) })).catch((error: { status: number }) => {
        if (error.status === 401) answered++
      }),
    )
    // Twenty-one hashes of some 60 ms each are under way or waiting. Behind four busy threads each of these would wait for one.
    const start = performance.now()
    for (let n = 0; n < 5; n++) {
      await stat(folder)
      await records.put('a', { n })
      await node.authenticator.identify(fakeHead({ authorization: known }))
    }
    const took = performance.now() - start
    const duringFlood = answered
    await Promise.all(flood)
    const perHash = (performance.now() - start) / 21
    expect(duringFlood).toBeLessThan(21)
    expect(answered).toBe(21)
    expect(took).toBeLessThan(10 * perHash)
    await node.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
