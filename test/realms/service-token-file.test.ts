import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyPassword } from '../../src/identity/password-hash.ts'
import type { Passwords } from '../../src/identity/passwords.ts'
import { hashServiceSecret, openServiceTokenFile, parseServiceTokens } from '../../src/realms/service-token-file.ts'

const SECRET = '0123456789abcdefghijkl'
const HASH = hashServiceSecret(SECRET)
const passwords = {
  verify: async (_name: string, password: string, stored: string | undefined) => verifyPassword(password, stored ?? ''),
} as Passwords

let folder: string
const faults: string[] = []
beforeEach(() => {
  faults.length = 0
  folder = mkdtempSync(join(tmpdir(), 'conf-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (text: string): void => writeFileSync(join(folder, 'service_tokens'), text)
const open = () => openServiceTokenFile({ folder, passwords, onFault: (message) => faults.push(message) })

describe('the file of service tokens', () => {
  it('lets in who has the secret of a line', async () => {
    write(`# tokens\n\nelastic/fleet-server/one:${HASH}\r\n  elastic/kibana/two : ${HASH} \n`)
    const file = open()
    expect(await file.verify('elastic/fleet-server', 'one', SECRET)).toBe(true)
    expect(await file.verify('elastic/kibana', 'two', SECRET)).toBe(true)
    expect(await file.verify('elastic/kibana', 'two', `${SECRET}x`)).toBe(false)
    expect(await file.verify('elastic/kibana', 'one', SECRET)).toBe(false)
    expect([file.tokenNames('elastic/kibana'), file.tokenNames('elastic/ki'), faults]).toEqual([['two'], [], []])
    file.close()
  })

  it('takes the hashes that Elasticsearch writes', async () => {
    const hash = '{PBKDF2_STRETCH}10000$8QN+eThJEaCd18sCP0nfzxJq2D9yhmSZgI20TDooYcE=$+0ELfqW4D2+/SlHvm/885dzv67qO2SMpg32Mv/9epXk='
    write(`elastic/fleet-server/token1:${hash}\n`)
    const file = open()
    expect(file.find('elastic/fleet-server', 'token1')).toEqual({ hash })
    file.close()
  })

  it('skips what it cannot read, says so without the hash, and lets nobody in by it', () => {
    write(
      `elastic/kibana/ok:${HASH}\nelastic/kibana:${HASH}\nelastic/kibana/_x:${HASH}\na/b/c/d:${HASH}\nelastic/kibana/z:plain\nnothing\n`,
    )
    const file = open()
    expect(file.tokenNames('elastic/kibana')).toEqual(['ok'])
    expect(faults).toHaveLength(1)
    for (const line of [2, 3, 4, 5, 6]) expect(faults[0]).toContain(`line [${line}]: `)
    expect(faults[0]).not.toContain('SSHA256')
    expect(faults[0]).not.toContain('plain')
    file.close()
  })

  it('is read again; what did not change stays the same', async () => {
    const file = open()
    expect(await file.verify('elastic/kibana', 'one', SECRET)).toBe(false)
    write(`elastic/kibana/one:${HASH}\n`)
    file.reload()
    const found = file.find('elastic/kibana', 'one')
    expect(await file.verify('elastic/kibana', 'one', SECRET)).toBe(true)
    write(`elastic/kibana/one:${HASH}\nelastic/kibana/two:${HASH}\n`)
    file.reload()
    expect(file.find('elastic/kibana', 'one')).toBe(found)
    write(`elastic/kibana/one:${hashServiceSecret(SECRET)}\n`)
    file.reload()
    expect(file.find('elastic/kibana', 'one')).not.toBe(found)
    file.close()
  })

  it('stays as it was while the file is half written', async () => {
    write(`elastic/kibana/one:${HASH}\nelastic/kibana/two:${HASH}\n`)
    const file = open()
    write(`elastic/kibana/one:${HASH.slice(0, 40)}`)
    file.reload()
    expect(await file.verify('elastic/kibana', 'one', SECRET)).toBe(true)
    expect(file.tokenNames('elastic/kibana')).toEqual(['one', 'two'])
    expect(faults).toEqual(['[service_tokens] stays as it was read before: line [1]: the hash cannot be read'])
    write(`elastic/kibana/one:${HASH}\n`)
    file.reload()
    expect(file.tokenNames('elastic/kibana')).toEqual(['one'])
    file.close()
  })

  it('does not take a token that was replaced while its secret was checked', async () => {
    write(`elastic/kibana/one:${HASH}\n`)
    const file = open()
    const checking = file.verify('elastic/kibana', 'one', SECRET)
    write('')
    file.reload()
    expect(await checking).toBe(false)
    file.close()
  })

  it('reads any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseServiceTokens(text)))
  })
})
