/**
 * C70: anything, sent to every declared route by the superuser: no defect, no silence, and the node goes on. Random, but the same at each
 * run; read from the declarations, so a new API is covered the moment it exists. `SALLYPORT_SEED` and `SALLYPORT_ROUNDS` ask for more.
 */
import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { type Node, start } from '../../src/index.ts'
import type { AnyApi } from '../../src/request/api.ts'

const ROUNDS = Number(process.env.SALLYPORT_ROUNDS ?? 12)
let state = Number(process.env.SALLYPORT_SEED ?? 1)
let node: Node
const agent = new Agent({ keepAlive: true })

beforeAll(async () => {
  node = await start({ data: 'memory', settings: { 'action.destructive_requires_name': true } })
})
afterAll(async () => {
  agent.destroy()
  await node.stop()
})

function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
const several = <Value>(most: number, make: () => Value): Value[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, make)

const NAMES = [
  'a',
  'a',
  'b',
  'a,b',
  'a*',
  '*',
  '_all',
  '-x',
  'A',
  'ä',
  '<a-{now/d}>',
  '<{',
  '.x',
  '..',
  '_x',
  '__proto__',
  'x'.repeat(300),
]
const SCALARS = [
  ...[
    '',
    'a',
    'hello',
    'now-1d/d',
    'now+9999999999999d',
    '2020-01-01||/M',
    '::1',
    '*',
    '\u0000',
    '10gb',
    '-0',
    'NaN',
    '/(a|b)*/',
  ],
  ...[
    'keyword',
    'long',
    'date',
    'superuser',
    'all',
    'read',
    '2<75%',
    '-200%',
    'strict',
    '_none_',
    'constructor',
    'x'.repeat(200),
  ],
  ...[0, 1, -1, 1e308, 2 ** 53, 1.5, true, false, null],
]
const KEYS = [
  ...[
    'query',
    'bool',
    'must',
    'should',
    'filter',
    'match',
    'term',
    'terms',
    'range',
    'exists',
    'prefix',
    'ids',
    'values',
    'match_phrase',
  ],
  ...[
    'field',
    'f',
    'n',
    'd',
    't',
    'gte',
    'lt',
    'format',
    'time_zone',
    'boost',
    'slop',
    'minimum_should_match',
    'size',
    'from',
    'sort',
  ],
  ...[
    'order',
    'missing',
    'mode',
    '_source',
    'docvalue_fields',
    'stored_fields',
    'search_after',
    'settings',
    'mappings',
    'properties',
  ],
  ...[
    'type',
    'index',
    'aliases',
    'alias',
    'actions',
    'add',
    'remove',
    'doc',
    'upsert',
    'docs',
    '_id',
    '_index',
    'routing',
    'cluster',
  ],
  ...[
    'indices',
    'names',
    'privileges',
    'applications',
    'resources',
    'run_as',
    'metadata',
    'roles',
    'password',
    'enabled',
    'persistent',
  ],
  ...[
    'name',
    'role_descriptors',
    'grant_type',
    'username',
    'token',
    'rules',
    'users',
    '__proto__',
    'constructor',
    '',
    'a.b',
    '.',
    'a..b',
  ],
]

function value(depth: number): unknown {
  const kind = random()
  if (depth === 0 || kind < 0.3) return pick(SCALARS)
  if (kind < 0.5) return several(3, () => value(depth - 1))
  return Object.fromEntries(several(3, () => [pick(KEYS), value(depth - 1)]))
}

function damaged(text: string): string {
  if (random() < 0.8) return text
  const at = Math.floor(random() * text.length)
  return text.slice(0, at) + pick(['', '{', '"', '\\ud800', '\u0000', '1e', ']']) + (random() < 0.5 ? text.slice(at) : '')
}

function lines(): string {
  const operations = several(4, () => {
    const action = { [pick(['index', 'create', 'update', 'delete', 'x'])]: { _index: pick(NAMES), _id: pick(SCALARS) } }
    return `${JSON.stringify(action)}\n${JSON.stringify(random() < 0.5 ? { t: 'hello', n: 1 } : value(3))}\n`
  })
  return operations.join('')
}

function target({ parameters }: AnyApi, template: string): string {
  const path = template.replace(/\{\w+\}/g, () => encodeURIComponent(pick(NAMES)))
  const names = [...Object.keys(parameters), 'pretty', 'human', 'filter_path', 'error_trace', 'format', 'source', 'nope']
  const query = several(2, () => `${pick(names)}=${encodeURIComponent(String(pick(SCALARS)))}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function send(method: string, path: string, body: string | undefined, type: string): Promise<{ status: number; text: string }> {
  const authorization = `Basic ${Buffer.from(`elastic:${node.password}`).toString('base64')}`
  const content = body === undefined ? {} : { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers: { authorization, ...content }, signal: AbortSignal.timeout(10_000) }
    const call = request(node.url + path, options, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    call.on('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`)))
    call.end(body)
  })
}

/** Waits for what never comes are honest; accounts are left as they are, so that the superuser stays. */
const isLeftOut = (path: string): boolean => path.startsWith('/_cluster/health') || /_password|_disable|_enable/.test(path)
const routes = APIS.flatMap((api) => api.routes.map((route) => ({ api, ...route }))).filter(({ path }) => !isLeftOut(path))

async function prepare(): Promise<void> {
  const properties = { t: { type: 'text' }, n: { type: 'long' }, d: { type: 'date' }, f: { type: 'keyword', store: true } }
  await send('PUT', '/a', JSON.stringify({ mappings: { properties } }), 'application/json')
  await send('PUT', '/a/_doc/1?refresh=true', '{"t":"hello","n":1,"d":"2020-01-01","f":"x"}', 'application/json')
}

it('no route answers with a defect, whatever it is sent', { timeout: 120_000 }, async () => {
  const defects: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await prepare()
    for (const { api, method, path } of routes) {
      const at = target(api, path)
      const isNdjson = api.body === 'ndjson'
      const hasBody = api.body !== 'none' || random() < 0.1
      const body = hasBody ? damaged(isNdjson ? lines() : JSON.stringify(value(5))) : undefined
      const { status, text } = await send(method, at, body, isNdjson ? 'application/x-ndjson' : 'application/json')
      if (status >= 500) defects.push(`${method} ${at} ${body}: ${text}`)
    }
  }
  expect(defects).toEqual([])
  expect((await send('GET', '/', undefined, '')).status).toBe(200)
})
