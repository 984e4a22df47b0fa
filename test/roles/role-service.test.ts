import { describe, expect, it } from 'vitest'
import { fromPlain } from '../../src/core/json/convert.ts'
import { parseJsonText } from '../../src/core/json/parse.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { parseRole } from '../../src/roles/parse-role.ts'
import { createRoleService, type RoleService, type StoredRole } from '../../src/roles/role-service.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

const SEARCH = 'indices:data/read/search'

async function open(): Promise<RoleService> {
  return createRoleService({ collection: await createMemoryStore().collection<StoredRole>('roles') })
}

const reader = (name: string) => parseRole(name, fromPlain({ indices: [{ names: [name], privileges: ['read'] }] }))
const monitor = (name: string) => parseRole(name, fromPlain({ cluster: ['monitor'] }))

describe('built-in roles', () => {
  const open = async (builtIn: readonly string[]) =>
    createRoleService({ collection: await createMemoryStore().collection<StoredRole>('roles'), builtIn })

  it('are those that are included, and the names of the others are free', async () => {
    const service = await open(['superuser', 'viewer'])
    expect([service.isReserved('viewer'), service.isReserved('editor')]).toEqual([true, false])
    expect([...service.entries()].map(([name]) => name)).toEqual(['superuser', 'viewer'])
    expect(service.resolve(['editor']).missing).toEqual(['editor'])
    expect(await service.put('editor', monitor('editor'))).toBe('created')
    expect(service.resolve(['editor']).grantsCluster('cluster:monitor/health')).toBe(true)
  })

  it('include the superuser, and none that is unknown', async () => {
    await expect(open(['viewer'])).rejects.toThrow('the [superuser] reserved role must be included')
    await expect(open(['superuser', 'nobody'])).rejects.toThrow('unknown reserved roles to include [nobody]')
  })
})

describe('a role', () => {
  it('is refused with what it could not open', async () => {
    const roles = await open()
    const plain = { global: { data_source: [{ names: ['d'], privileges: ['read'] }] } }
    await expect(roles.put('d', parseRole('d', fromPlain(plain)))).rejects.toThrow('this node has no data sources')
    expect(await roles.put('d', parseRole('d', fromPlain({ global: { data_source: [] } })))).toBe('created')
  })
})

describe('role service', () => {
  it('has every built-in role, and keeps them as they are', async () => {
    const roles = await open()
    const names = [...roles.entries()].map(([name]) => name)
    expect(names).toHaveLength(29)
    expect(names).toContain('superuser')
    for (const name of names) {
      expect(roles.isReserved(name)).toBe(true)
      await expect(roles.put(name, reader('x'))).rejects.toThrow(`Role [${name}] is reserved and may not be used.`)
      await expect(roles.delete(name)).rejects.toThrow(`role [${name}] is reserved and cannot be deleted`)
      expect(roles.resolve([name]).names).toEqual([name])
    }
  })

  it('creates, updates, leaves and deletes', async () => {
    const roles = await open()
    expect(await roles.put('r', reader('a'))).toBe('created')
    expect(await roles.put('r', reader('a'))).toBe('noop')
    expect(await roles.put('r', reader('b'))).toBe('updated')
    expect(roles.find('r')?.indices[0]?.names).toEqual(['b'])
    expect(await roles.delete('r')).toBe(true)
    expect(await roles.delete('r')).toBe(false)
    expect(roles.find('r')).toBeUndefined()
  })

  it('lets one of several writers of the same role win, and loses none', async () => {
    const roles = await open()
    const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => roles.put('r', reader(name))))
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'updated')).toHaveLength(3)
  })

  it('counts a change with the next request', async () => {
    const roles = await open()
    const may = (name: string): boolean => roles.resolve(['r', 'other']).indices.forAction(SEARCH).find(name) !== undefined
    expect(may('a')).toBe(false)
    expect(roles.resolve(['r', 'other']).missing).toEqual(['other', 'r'])
    await roles.put('r', reader('a'))
    expect(may('a')).toBe(true)
    const before = roles.resolve(['r', 'other']).fingerprint
    await roles.put('r', reader('b'))
    expect([may('a'), may('b')]).toEqual([false, true])
    expect(roles.resolve(['r', 'other']).fingerprint).not.toBe(before)
    await roles.delete('r')
    expect(may('b')).toBe(false)
    await roles.put('r', reader('a'))
    expect(may('a')).toBe(true)
  })

  it('never repeats a fingerprint when a role is deleted and made again', async () => {
    const roles = await open()
    const seen = new Set<string>()
    for (const name of ['a', 'b', 'c']) {
      await roles.put('r', reader(name))
      seen.add(roles.resolve(['r']).fingerprint)
      await roles.delete('r')
    }
    expect(seen.size).toBe(3)
  })

  it('drops with a changed role only what it is part of', async () => {
    const roles = await open()
    await roles.put('r', reader('a'))
    await roles.put('s', monitor('s'))
    const both = roles.resolve(['r', 's'])
    const only = roles.resolve(['s'])
    await roles.put('r', reader('b'))
    expect(roles.resolve(['s'])).toBe(only)
    expect(roles.resolve(['r', 's'])).not.toBe(both)
  })

  it('keeps metadata to the digit', async () => {
    const roles = await open()
    const text = '{"metadata":{"n":1.10,"big":9007199254740993,"a":{"__proto__":{"x":1}},"constructor":2,"1":"one"}}'
    await roles.put('r', parseRole('r', parseJsonText(text)))
    expect(writeJsonText(roles.print('r') ?? null)).toContain(
      '"metadata":{"n":1.10,"big":9007199254740993,"a":{"__proto__":{"x":1}},"constructor":2,"1":"one"}',
    )
  })

  it('forgets the role sets of names that only attackers assign', async () => {
    const roles = await open()
    for (let at = 0; at < 3_000; at++) expect(roles.resolve([`gone-${at}`]).missing).toEqual([`gone-${at}`])
  })

  it('refuses a role whose patterns mean nothing, wherever it is used', async () => {
    const roles = await open()
    await roles.put('r', parseRole('r', fromPlain({ run_as: ['/a(/'] })))
    expect(() => roles.resolve(['r'])).toThrow('unexpected end-of-string')
    await roles.put(
      's',
      parseRole('s', fromPlain({ applications: [{ application: 'myapp', privileges: ['read'], resources: ['/a/*'] }] })),
    )
    expect(() => roles.resolve(['s'])).toThrow('invalid pattern [/a/*].')
  })
})
