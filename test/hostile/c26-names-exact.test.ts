/** C26: names of users and roles are what they are, to the last byte: no case, form of Unicode, blank or list makes one of another. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseHashAlgorithm } from '../../src/identity/hash-format.ts'
import { hashPassword } from '../../src/identity/password-hash.ts'
import { type LiveNode, liveNode } from '../support/live-node.ts'

const PASSWORD = 'right-password'
let live: LiveNode
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conf-'))
  const hash = hashPassword(PASSWORD, parseHashAlgorithm('bcrypt4'))
  writeFileSync(join(folder, 'users'), ['filed', 'blank', 'listed'].map((name) => `${name}:${hash}\n`).join(''))
  writeFileSync(join(folder, 'users_roles'), 'Superuser:filed\nsuperuser :blank\nx,superuser:listed\n')
  live = await liveNode({ 'path.conf': folder, 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4' })
  await live.elastic('PUT', '/_security/user/jack', { password: PASSWORD, roles: ['superuser'] })
  await live.elastic('PUT', '/_security/user/istanbul', { password: PASSWORD, roles: ['superuser'] })
})
afterAll(async () => {
  await live.stop()
  rmSync(folder, { recursive: true })
})

async function ask(username: string, path: string, more: Record<string, string> = {}) {
  const authorization = `Basic ${Buffer.from(`${username}:${PASSWORD}`).toString('base64')}`
  const response = await fetch(`${live.node.url}${path}`, { headers: { authorization, ...more } })
  // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
  return { status: response.status, body: (await response.json()) as any }
}
const who = (username: string) => ask(username, '/_security/_authenticate')

describe('C26 a name of a user', () => {
  it('is that one and no other', async () => {
    expect((await who('jack')).status).toBe(200)
    for (const other of [
      'Jack',
      'JACK',
      'jack ',
      ' jack',
      'jack\t',
      'jack\u0000',
      'jack\u200b',
      'jаck',
      'ｊａｃｋ',
      'jack\u0301',
    ]) {
      expect((await who(other)).status, JSON.stringify(other)).toBe(401)
    }
    for (const other of ['İstanbul', 'ıstanbul', 'ISTANBUL', 'Istanbul']) expect((await who(other)).status, other).toBe(401)
  })

  it('is made of printable letters only', async () => {
    for (const name of ['%20jack', 'jack%20', 'jack%09', 'j%C3%A4ck', 'jack%00', '%EF%BD%8Aack']) {
      expect((await live.elastic('PUT', `/_security/user/${name}`, { password: PASSWORD, roles: [] })).status, name).toBe(400)
    }
  })

  it('is what run-as finds, exactly', async () => {
    for (const target of ['Jack', 'JACK', 'jack,istanbul', 'jac*', '*']) {
      expect((await ask('istanbul', '/_security/_authenticate', { 'es-security-runas-user': target })).status, target).toBe(403)
    }
    expect((await ask('istanbul', '/_security/_authenticate', { 'es-security-runas-user': 'jack' })).body.username).toBe('jack')
  })
})

describe('C26 a name of a role', () => {
  it.each([['Superuser'], ['SUPERUSER'], ['superuser,x']])('given as [%s] is not the one it looks like', async (role) => {
    const put = await live.elastic('PUT', '/_security/user/rolf', { password: PASSWORD, roles: [role] })
    expect([200, 400]).toContain(put.status)
    if (put.status === 200) expect((await ask('rolf', '/_security/user')).status).toBe(403)
  })

  it.each([[' superuser'], ['superuser '], ['superu\u0455er'], ['super\u200buser']])('is refused as [%s]', async (role) => {
    expect((await live.elastic('PUT', '/_security/user/rolf', { password: PASSWORD, roles: [role] })).status).toBe(400)
    expect((await live.elastic('PUT', `/_security/role/${encodeURIComponent(role)}`, { cluster: ['all'] })).status).toBe(400)
  })

  it('in the file is what stands before the colon', async () => {
    expect((await who('filed')).body.roles).toEqual(['Superuser'])
    expect((await ask('filed', '/_security/user')).status).toBe(403)
    expect((await who('listed')).body.roles).toEqual(['x,superuser'])
    expect((await ask('listed', '/_security/user')).status).toBe(403)
    // Elasticsearch trims the lines of the file as well.
    expect((await who('blank')).body.roles).toEqual(['superuser'])
  })
})
