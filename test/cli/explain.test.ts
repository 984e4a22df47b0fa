import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explainRequest } from '../../src/cli/explain-command.ts'
import { renderExplanation } from '../../src/cli/explanation-text.ts'
import { type Node, start } from '../../src/index.ts'
import { type LiveNode, liveNode } from '../support/live-node.ts'

let live: LiveNode
let folder: string
beforeAll(async () => {
  live = await liveNode()
  folder = mkdtempSync(join(tmpdir(), 'explain-'))
  await live.elastic('PUT', '/books-1', { aliases: { library: {} } })
  await live.user('mara', { indices: [{ names: ['books-*'], privileges: ['read'] }], run_as: ['mara'] })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await live.stop()
})

const options = () => ({ url: live.node.url, user: 'elastic' })
const PASSWORD = 'live-node-password'

describe('sallyport explain', () => {
  it('asks as the user that is given, with the password of the environment', async () => {
    const { text, isAllowed } = await explainRequest('get', '/books-1/_search', { ...options(), as: 'mara' }, PASSWORD)
    expect(isAllowed).toBe(true)
    expect(text.split('\n').slice(0, 3)).toEqual([
      'allowed  GET /books-1/_search',
      'as       mara (realm default_native)',
      'roles    mara',
    ])
  })

  it('takes bodies and roles from files, and whole answers as JSON', async () => {
    const body = join(folder, 'bulk.ndjson')
    const roles = join(folder, 'roles.json')
    writeFileSync(body, '{"index":{"_index":"books-1"}}\n{}\n{"delete":{"_index":"films","_id":"1"}}\n')
    writeFileSync(roles, '{"w": {"indices": [{"names": ["books-*"], "privileges": ["write"]}]}}')
    const given = { ...options(), data: `@${body}`, roles: `@${roles}` }
    const { text, isAllowed } = await explainRequest('POST', '/_bulk', given, PASSWORD)
    expect(isAllowed).toBe(false)
    expect(text).toContain('items\n  ✓ books-1  indices:data/write/index:op_type/create\n  ✗ films  indices:data/write/delete\n')
    expect(text).toContain('to allow it\n  add to a role: {"indices":[{"names":["films"],"privileges":["delete"]}]}')
    const { text: json } = await explainRequest('POST', '/_bulk', { ...given, json: true }, PASSWORD)
    expect(JSON.parse(json).items).toHaveLength(2)
  })

  it('says what the node refuses to explain', async () => {
    const asked = (more: object, password: string) => explainRequest('GET', '/', { ...options(), ...more }, password)
    await expect(asked({}, 'wrong')).rejects.toThrow('the node answers 401: unable to authenticate user [elastic]')
    await expect(asked({ as: 'ghost' }, PASSWORD)).rejects.toThrow('the node answers 404: user [ghost] is not found')
    await expect(asked({ user: `mara:${PASSWORD}` }, '')).rejects.toThrow('the node answers 403: action')
  })

  it('says how much it could see', async () => {
    await live.elastic('PUT', '/_security/user/auditor', { password: PASSWORD, roles: ['auditor'] })
    await live.elastic('PUT', '/_security/role/auditor', { cluster: ['read_security'] })
    const auditor = { ...options(), user: `auditor:${PASSWORD}`, as: 'mara', runAs: 'mara' }
    const { text } = await explainRequest('GET', '/_search', auditor)
    expect(text).toContain('mara (realm default_native), acting as mara (realm default_native)')
    expect(text).toMatch(/Names that you may not see yourself are missing here\.\n$/)
  })

  it('speaks TLS to a node whose authority it is given', async () => {
    const secure: Node = await start({ data: 'memory', port: 0, tls: true })
    try {
      const cacert = join(folder, 'ca.crt')
      writeFileSync(cacert, secure.clientOptions.tls!.ca)
      const asked = { url: secure.url, user: `elastic:${secure.password}` }
      expect((await explainRequest('GET', '/', { ...asked, cacert })).isAllowed).toBe(true)
      await expect(explainRequest('GET', '/', asked)).rejects.toThrow()
    } finally {
      await secure.stop()
    }
  })

  it('exits with 2 where a request is refused', async () => {
    const run = (path: string): Promise<number> =>
      new Promise((resolve) => {
        const flags = ['--url', live.node.url, '-u', `elastic:${PASSWORD}`, '--as', 'mara']
        const child = execFile('npx', ['tsx', 'src/cli/main.ts', 'explain', 'GET', path, ...flags], () => {})
        child.on('close', (code) => resolve(code ?? -1))
      })
    expect(await Promise.all([run('/books-1/_search'), run('/films/_search')])).toEqual([0, 2])
  })
})

it('prints nothing that moves a cursor', () => {
  const hostile = '\u001b[2J\r\n\u202e'
  const text = renderExplanation(
    {
      allowed: false,
      refusal: { status: 403, reason: hostile },
      identity: { username: hostile },
      roles: [hostile],
      names: [
        { name: hostile, allowed: false, because: [{ role: hostile, line: 'indices[0]', effect: 'grants', names: [hostile] }] },
      ],
      change: [{ of: 'roles', add: { names: [hostile] }, remove: [{ role: hostile, line: 'deny.indices[0]' }] }],
    },
    hostile,
  )
  expect(text).not.toMatch(/[\u001b\r\u202e]/)
})
