import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromPlain } from '../../src/core/json/convert.ts'
import { type FileRoles, openFileRoles } from '../../src/roles/file-roles.ts'
import { parseRole } from '../../src/roles/parse-role.ts'
import { createRoleService, isBuiltInRole, type RoleService, type StoredRole } from '../../src/roles/role-service.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

const SEARCH = 'indices:data/read/search'
const READER = `
reader:
  cluster: [ 'monitor' ]
  indices:
    - names: [ 'logs-*' ]
      privileges: [ 'read' ]
`

describe('roles of the file', () => {
  let folder: string
  let files: FileRoles
  let roles: RoleService
  let faults: string[]

  const write = (text: string): void => writeFileSync(join(folder, 'roles.yml'), text)
  const open = async (text?: string): Promise<void> => {
    if (text !== undefined) write(text)
    faults = []
    files = await openFileRoles({ folder, isReserved: isBuiltInRole, onFault: (reason) => faults.push(reason) })
    roles = createRoleService({ collection: await createMemoryStore().collection<StoredRole>('roles'), files })
  }
  const change = async (text: string): Promise<void> => {
    write(text)
    await files.reload()
  }
  const mayRead = (name: string, ...names: readonly string[]): boolean =>
    roles.resolve(names).indices.forAction(SEARCH).find(name) !== undefined
  const native = (name: string) => parseRole('r', fromPlain({ indices: [{ names: [name], privileges: ['read'] }] }))

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roles-'))
  })
  afterEach(() => {
    files.close()
    rmSync(folder, { recursive: true })
  })

  it('grant what they say, and are shown by no API', async () => {
    await open(READER)
    expect(mayRead('logs-1', 'reader')).toBe(true)
    expect(roles.resolve(['reader']).grantsCluster('cluster:monitor/health')).toBe(true)
    expect(roles.find('reader')).toBeUndefined()
    expect(roles.print('reader')).toBeUndefined()
    expect([...roles.entries()].map(([name]) => name)).not.toContain('reader')
    expect(faults).toEqual([])
  })

  it('are none where the file is absent or empty', async () => {
    await open()
    expect(roles.resolve(['reader']).missing).toEqual(['reader'])
    await change('# nothing here\n')
    expect(faults).toEqual([])
  })

  it('count as soon as the file is read again, and drop only what changed', async () => {
    await open(`${READER}other:\n  cluster: [ all ]\n`)
    const other = roles.resolve(['other'])
    const before = roles.resolve(['reader']).fingerprint
    await change(`${READER.replace('logs', 'books')}other:\n  cluster: [ all ]\n`)
    expect([mayRead('logs-1', 'reader'), mayRead('books-1', 'reader')]).toEqual([false, true])
    expect(roles.resolve(['reader']).fingerprint).not.toBe(before)
    expect(roles.resolve(['other'])).toBe(other)
    await change('')
    expect(roles.resolve(['reader', 'other']).missing).toEqual(['other', 'reader'])
  })

  it('go before native roles of the same name', async () => {
    await open(READER)
    await roles.put('reader', native('secret'))
    expect([mayRead('logs-1', 'reader'), mayRead('secret', 'reader')]).toEqual([true, false])
    expect(roles.find('reader')?.indices[0]?.names).toEqual(['secret'])
    await change('')
    expect([mayRead('logs-1', 'reader'), mayRead('secret', 'reader')]).toEqual([false, true])
  })

  it('grant nothing where they cannot be read, nor does a native one in their place', async () => {
    await open(
      `${READER}broken:\n  cluster: { all: true }\nunknown:\n  cluster: [ nonsense ]\nquery:\n  indices:\n    - names: x\n      privileges: [read]\n      query: '{'\n`,
    )
    await roles.put('broken', native('secret'))
    expect(mayRead('secret', 'broken')).toBe(false)
    expect(roles.resolve(['broken', 'unknown', 'query', 'reader']).names).toEqual(['reader'])
    expect(faults).toHaveLength(1)
    for (const name of ['broken', 'unknown', 'query']) expect(faults[0]).toContain(`role [${name}] is skipped: `)
  })

  describe('with a fault', () => {
    const DENY = `  deny:\n    indices:\n      - names: [ secret ]\n        privileges: [ read ]\n`
    const openTo = async (role: string): Promise<void> => {
      await open(role)
      await roles.put('all', parseRole('r', fromPlain({ indices: [{ names: ['*'], privileges: ['all'] }] })))
    }

    it.each([
      ['in its grants', `no:\n  cluster: [ nonsense ]\n${DENY}`],
      ['in the form of its grants', `no:\n  indices: 7\n${DENY}`],
      ['in a query', `no:\n  indices:\n    - names: x\n      privileges: [read]\n      query: '{'\n${DENY}`],
    ])('%s go on denying', async (_, role) => {
      await openTo(role)
      expect([mayRead('secret', 'all'), mayRead('secret', 'all', 'no'), mayRead('open', 'all', 'no')]).toEqual([
        true,
        false,
        true,
      ])
      expect(faults[0]).toContain('role [no] grants nothing: ')
    })

    it.each([
      ['in their denials', `no:\n  deny:\n    indices:\n      - names: [ secret ]\n        privileges: [ nonsense ]\n`],
      ['in the form of their denials', `no:\n  deny: [ secret ]\n`],
      ['in the name of a member', `no:\n${DENY.replace('deny', 'denny')}`],
      ['all over', 'no: [ secret ]\n'],
    ])('%s deny everything', async (_, role) => {
      await openTo(role)
      expect([mayRead('secret', 'all', 'no'), mayRead('open', 'all', 'no')]).toEqual([false, false])
      expect(roles.resolve(['superuser', 'no']).grantsCluster('cluster:monitor/health')).toBe(false)
      await change(`no:\n${DENY}`)
      expect([mayRead('secret', 'all', 'no'), mayRead('open', 'all', 'no')]).toEqual([false, true])
    })
  })

  it.each([
    ['malformed', 'reader: [\n'],
    ['a list', '- reader\n'],
    ['full of the same name', `${READER}${READER}`],
  ])('stop the start where the file is %s: what they deny would be allowed', async (_, text) => {
    await open()
    files.close()
    write(text)
    await expect(openFileRoles({ folder, isReserved: isBuiltInRole, onFault: () => {} })).rejects.toThrow(
      'roles.yml] cannot be read',
    )
  })

  it('cannot take reserved names, nor names that are none', async () => {
    await open(`superuser:\n  cluster: [ none ]\n' x':\n  cluster: [ all ]\n__proto__:\n  cluster: [ monitor ]\n`)
    expect(roles.resolve(['superuser']).grantsCluster('cluster:admin/settings/update')).toBe(true)
    expect(roles.resolve(['__proto__']).grantsCluster('cluster:monitor/health')).toBe(true)
    expect(roles.resolve([' x', 'constructor']).names).toEqual([])
    expect(faults[0]).toContain('role [superuser] is skipped: its name is reserved')
  })

  it.each([
    ['malformed', 'reader: [\n'],
    ['a list', '- reader\n'],
    ['full of the same name', `${READER}${READER}`],
    ['full of aliases', `a: &a { cluster: [ all ] }\nb: *a\n`],
  ])('stay as they were while the file is %s', async (_, text) => {
    await open(READER)
    await change(text)
    expect(mayRead('logs-1', 'reader')).toBe(true)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain('[roles.yml] cannot be read, so its roles stay as they were: ')
  })
})
