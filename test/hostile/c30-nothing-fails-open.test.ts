/** C30: what a node is told and cannot do stops its start; it never goes on with less security than was asked for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../../src/index.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conf-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const starting = (settings: Readonly<Record<string, unknown>>): Promise<unknown> =>
  start({ data: 'memory', settings }).then(
    (node) => node.stop().then(() => 'it started'),
    (error: Error) => error.message,
  )

describe('C30 a start', () => {
  it.each([
    ['a setting that nobody knows', { 'xpack.security.authc.realms.native.n.oder': 1 }, 'oder'],
    ['a misspelt switch', { 'xpack.security.enabld': true }, 'xpack.security.enabld'],
    ['a switch that is neither on nor off', { 'xpack.security.enabled': 'maybe' }, 'xpack.security.enabled'],
    ['a realm of a type that is not there', { 'xpack.security.authc.realms.ldap.corp.order': 1 }, 'ldap'],
    ['a realm of files without their folder', { 'xpack.security.authc.realms.file.f.order': 1 }, 'path.conf'],
    [
      'two realms of one order',
      { 'xpack.security.authc.realms.native.a.order': 1, 'xpack.security.authc.realms.file.b.order': 1 },
      'order',
    ],
    ['a hash that is not known', { 'xpack.security.authc.password_hashing.algorithm': 'md5' }, 'password_hashing'],
    ['a time without unit', { 'xpack.security.authc.token.timeout': 'soon' }, 'timeout'],
    ['a list of breached passwords that is not there', { 'sallyport.password_policy.breached_file': '/nowhere/list' }, 'nowhere'],
    ['a lockout that never locks', { 'sallyport.lockout.threshold': 0 }, 'threshold'],
  ])('with %s is refused, and says which', async (_, settings, named) => {
    const message = await starting(settings)
    expect(message).not.toBe('it started')
    expect(message).toContain(named)
  })

  it('with roles that cannot be read is refused', async () => {
    writeFileSync(join(folder, 'roles.yml'), 'reader: [\n')
    expect(await starting({ 'path.conf': folder })).toContain('roles.yml] cannot be read')
  })
})
