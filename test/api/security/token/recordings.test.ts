/** The answers of a real Elasticsearch to requests about tokens and service accounts, asked of a whole node. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../../../src/index.ts'

const folder = join(process.cwd(), '../shared/reference/recordings')

interface Recorded {
  readonly name: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: string
  }
  /** Members of the answer that later lines name as `{{variable}}`. */
  readonly save?: Readonly<Record<string, string>>
  readonly volatile?: readonly string[]
  readonly response: { readonly status: number; readonly headers: Record<string, unknown>; readonly body: unknown }
}

const KEYS = 'is about API keys'
const ACCOUNTS = 'service accounts can be managed by API here, as from 9.6 on'
const CHANGED = 'roles, password and state of a user count at the next request'
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-tokens errors-21': 'bodies that may hold secrets are not quoted',
  'security-tokens user-changes-10 after the user got other roles': CHANGED,
  'security-tokens user-changes-11 after the user got other roles': CHANGED,
  'security-tokens user-changes-13 after password change': CHANGED,
  'security-tokens user-changes-15 after disable': CHANGED,
  'security-tokens user-changes-18 after delete': CHANGED,
  'security-service-accounts tokens-5': 'entries come in the order of roles; there, in that of a hash',
  'security-service-accounts tokens-12': KEYS,
  'security-service-accounts tokens-13': KEYS,
  'security-service-accounts tokens-14': KEYS,
  'security-service-accounts tokens-15': KEYS,
  'security-service-accounts tokens-16': KEYS,
  'security-service-accounts tokens-22 its key lives on': KEYS,
  'security-service-accounts refused-10': ACCOUNTS,
  'security-service-accounts refused-11': ACCOUNTS,
  'security-service-accounts refused-12': ACCOUNTS,
}

const linesOf = (file: string): readonly string[] =>
  readFileSync(join(folder, `${file}.ndjson`), 'utf8')
    .trim()
    .split('\n')

/** `fetch` sends no body with GET; Elasticsearch's clients do. */
async function send(
  url: string,
  { method, path, headers = {}, body = '' }: Recorded['request'],
): Promise<{ readonly status: number; readonly challenge: readonly string[]; readonly text: string }> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const outgoing = httpRequest(`${url}${path}`, { method, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const challenge = incoming.headersDistinct['www-authenticate'] ?? []
  return { status: incoming.statusCode ?? 0, challenge, text: (await incoming.setEncoding('utf8').toArray()).join('') }
}

const memberOf = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)

/** Without what changes from run to run. */
function stable(value: unknown, volatile: readonly string[], at = ''): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((member) => stable(member, volatile, `${at}*.`))
  const members = Object.entries(value)
    .filter(([name]) => name !== 'nodes' && name !== 'cluster_name')
    .filter(([name]) => !volatile.includes(`${at}${name}`))
  return Object.fromEntries(members.map(([name, member]) => [name, stable(member, volatile, `${at}${name}.`)]))
}

const challengeOf = ({ headers }: Recorded['response']): readonly string[] =>
  [(headers['www-authenticate'] ?? []) as string | string[]].flat()

describe.skipIf(!existsSync(folder)).each(['security-tokens', 'security-service-accounts'])('recording %s', (file) => {
  let node: Node

  beforeAll(async () => {
    node = await start({
      data: 'memory',
      password: 'changeme',
      settings: { 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4' },
    })
  })
  afterAll(() => node.stop())

  it('is answered alike', async () => {
    const variables = new Map<string, string>()
    const filled = (line: string): string => line.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => variables.get(name) ?? whole)
    for (const line of linesOf(file)) {
      const { name, request, save = {} } = JSON.parse(filled(line)) as Recorded
      const answer = await send(node.url, request)
      const body: unknown = JSON.parse(answer.text)
      for (const [variable, path] of Object.entries(save)) variables.set(variable, String(memberOf(body, path)))
      if (DIFFERENT[`${file} ${name}`]) continue
      const { response, volatile = [] } = JSON.parse(filled(line)) as Recorded
      const expected = { status: response.status, challenge: challengeOf(response), body: stable(response.body, volatile) }
      expect({ name, status: answer.status, challenge: answer.challenge, body: stable(body, volatile) }).toEqual({
        name,
        ...expected,
      })
    }
  })
})
