import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseServiceToken } from '../../src/authn/service-token-link.ts'
import { createToken, deleteToken, listTokens } from '../../src/cli/service-tokens-command.ts'
import { verifyPassword } from '../../src/identity/password-hash.ts'
import { parseServiceTokens } from '../../src/realms/service-token-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conf-'))
  file = join(folder, 'service_tokens')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('sallyport service-tokens', () => {
  it('makes a token that the file vouches for and does not hold', () => {
    const value = createToken(file, 'elastic/fleet-server', 'one')
    expect(value).toMatch(/^AAEAA[A-Za-z0-9+/]+$/)
    const presented = parseServiceToken(value)
    expect(presented).toMatchObject({ account: 'elastic/fleet-server', tokenName: 'one' })
    const { value: tokens } = parseServiceTokens(readFileSync(file, 'utf8'))
    const secret = presented?.secret ?? ''
    expect(verifyPassword(secret, tokens.get('elastic/fleet-server/one')?.hash ?? '')).toBe(true)
    expect(readFileSync(file, 'utf8')).not.toContain(secret)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('leaves other lines as they are', () => {
    writeFileSync(file, '# mine\nnonsense\n')
    createToken(file, 'elastic/kibana', 'a')
    createToken(file, 'apps/worker', 'b')
    expect(listTokens(file)).toEqual(['apps/worker/b', 'elastic/kibana/a'])
    expect(listTokens(file, 'elastic/kibana')).toEqual(['elastic/kibana/a'])
    deleteToken(file, 'elastic/kibana', 'a')
    expect(listTokens(file)).toEqual(['apps/worker/b'])
    expect(readFileSync(file, 'utf8')).toMatch(/^# mine\nnonsense\napps\/worker\/b:\{SSHA256\}\S+\n$/)
  })

  it('refuses names that cannot be, tokens that are there already, and ones that are not', () => {
    createToken(file, 'elastic/kibana', 'a')
    expect(() => createToken(file, 'elastic/kibana', 'a')).toThrow('exists already')
    expect(() => createToken(file, 'elastic/nope', 'a')).toThrow('service account [elastic/nope] does not exist')
    expect(() => createToken(file, 'elastic/kibana', '_a')).toThrow('invalid service token name [_a]')
    for (const account of ['kibana', 'a/b/c', 'a:b/c', '#a/b', 'a /b', '']) {
      expect(() => createToken(file, account, 'a')).toThrow('is no service account')
    }
    expect(() => deleteToken(file, 'elastic/kibana', 'b')).toThrow('there is no token')
    expect(listTokens(file)).toEqual(['elastic/kibana/a'])
  })
})
