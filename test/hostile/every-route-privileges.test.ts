/**
 * Every declared route asks for exactly the privileges its denial names: without roles it is refused in the contract's words; with the least
 * privilege that the denial names (and the least of each further denial) it is not; with all other privileges together it is. Read from the
 * declarations, so a new API is covered the moment it exists, or asks here for a request that gets as far as a decision.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { printScrollId } from '../../src/api/search/context-id.ts'
import type { AnyApi } from '../../src/request/api.ts'
import { CLUSTER_PRIVILEGES } from '../../src/roles/data/cluster-privileges.ts'
import { INDEX_PRIVILEGES } from '../../src/roles/data/index-privileges.ts'
import { type Answer, type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

/** Tried one after the other, until one gets as far as a decision. */
const BODIES: readonly unknown[] = [
  undefined,
  {},
  lines({ index: { _index: 'some-index', _id: '1' } }, {}),
  { docs: [{ _index: 'some-index', _id: '1' }] },
  { names: ['x'] },
  { roles: { x: {} } },
  { doc: {} },
  { properties: {} },
  { index: { number_of_replicas: 0 } },
  { actions: [{ add: { index: 'some-index', alias: 'x' } }] },
  { index: 'some-index', alias: 'x' },
  { index: 'some-index' },
  { persistent: { 'action.auto_create_index': 'true' } },
  { password: 'no-roles-at-all' },
  { password: 'no-roles-at-all', roles: [] },
  { app: { read: { actions: ['data:x'] } } },
  { cluster: ['monitor'] },
  { grant_type: 'client_credentials' },
  { token: 'AAEAAWVsYXN0aWM' },
  { roles: [] },
  { method: 'GET', path: '/' },
  { name: 'x' },
  { ids: ['x'] },
  { ids: ['x'], metadata: {} },
  { name: 'x', access: { search: [{ names: ['x'] }] } },
  { access: { search: [{ names: ['x'] }] } },
  { grant_type: 'password', username: 'x', password: 'no-roles-at-all', api_key: { name: 'x' } },
  { api_key: 'eDp4', name: 'x' },
]
/** Requests of routes that none of these suits. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  delete_by_query: { query: { match_all: {} } },
  reindex: { source: { index: 'some-index' }, dest: { index: 'other-index' } },
  scroll: { scroll_id: printScrollId('A'.repeat(22)) },
  'security.activate_user_profile': { grant_type: 'password', username: 'x', password: 'no-roles-at-all' },
  'security.update_user_profile_data': { data: { app: {} } },
  'security.has_privileges_user_profile': { uids: ['x'], privileges: { cluster: ['monitor'] } },
  'cluster.put_component_template': { template: {} },
  'indices.put_index_template': { index_patterns: ['some-*'] },
  'indices.simulate_template': { index_patterns: ['some-*'] },
  'indices.put_template': { index_patterns: ['some-*'] },
}
const VARIABLES: Readonly<Record<string, string>> = { index: 'some-index', metric: '_all' }
/** No route waits longer for what does not come about. */
const QUERIES: Readonly<Record<string, string>> = {
  'cluster.health': '?timeout=1ms',
  open_point_in_time: '?keep_alive=1m',
}

const USER = 'probe'
let live: LiveNode
let probe: Sender

beforeAll(async () => {
  live = await liveNode()
  probe = await live.user(USER, {})
})
afterAll(() => live.stop())

const exampleOf = (template: string): string => template.replace(/\{(\w+)\}/g, (_, name: string) => VARIABLES[name] ?? 'x')

/** Actions that are asked for beside those of privileges' lists: whoever may write may change the mapping. */
const MAPPING_CHANGES = ['indices:admin/mapping/put', 'indices:admin/mapping/auto_put']
const MAPPING_WRITERS = ['create_doc', 'create', 'index', 'write']

const routes = APIS.flatMap((api) => api.routes.map(({ method, path }) => ({ api, method, path })))
const isOwn = ({ scope }: AnyApi): boolean => scope === 'self'
/** Answered to its holder with what is his own, by APIs that show less to whoever may see less. */
const NARROWED: Readonly<Record<string, string>> = { 'security.query_api_keys': 'manage_own_api_key' }
/** Known as routes, and refused whatever is sent. */
const NEVER: ReadonlySet<string> = new Set(['POST /_pit'])

/** About the caller himself, or what he started: allowed without a privilege, and tried by every-route.test.ts. */
const OWN = [
  'async_search.delete',
  'async_search.get',
  'async_search.status',
  'clear_scroll',
  'close_point_in_time',
  'delete_by_query_rethrottle',
  'reindex_rethrottle',
  'security.authenticate',
  'security.change_password',
  'security.get_user_privileges',
  'security.has_privileges',
  'security.whoami',
  'tasks.cancel',
  'tasks.get',
  'update_by_query_rethrottle',
]

it('leaves out no route but those that are about the caller himself, and those that are refused to all', () => {
  expect(
    APIS.filter(isOwn)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(OWN)
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  expect([...NEVER].filter((route) => !known.has(route))).toEqual([])
})

interface Denial {
  readonly action: string
  readonly kind: 'cluster' | 'index'
  readonly privileges: readonly string[]
}

/** Answers of HEAD have no body: the same is asked by GET. */
const shown = (method: string): string => (method === 'HEAD' ? 'GET' : method)

function denialOf({ status, text }: Answer): Denial | undefined {
  if (status !== 403 && status !== 200) return undefined
  const words =
    /action \[([^\]]+)\] is unauthorized for user \[probe\].*?granted by the (cluster|index) privileges \[([^\]]+)\]/.exec(text)
  if (!words) return undefined
  return { action: words[1]!, kind: words[2] as Denial['kind'], privileges: words[3]!.split(',') }
}

const setRole = async (role: object): Promise<void> => {
  const { status, text } = await live.elastic('PUT', `/_security/role/${USER}`, role)
  expect(status, text).toBe(200)
}
const onEveryIndex = (privileges: readonly string[]) =>
  privileges.length === 0 ? [] : [{ names: ['*'], privileges, allow_restricted_indices: true }]

/** The first body with which a request gets as far as a denial. */
async function findRequest(name: string, method: string, template: string) {
  const path = exampleOf(template) + (QUERIES[name] ?? '')
  for (const body of name in EXAMPLES ? [EXAMPLES[name]] : BODIES) {
    const answer = await probe(shown(method), path, body)
    const denial = denialOf(answer)
    if (denial) return { path, body, answer, denial }
  }
  return undefined
}

describe.each(routes.filter(({ api, method, path }) => !isOwn(api) && !NEVER.has(`${method} ${path}`)))(
  '$method $path',
  ({ api, method, path: template }) => {
    it('asks for the privileges that its denial names, and for no others', async () => {
      await setRole({})
      const found = await findRequest(api.name, method, template)
      expect(found, 'no request was refused for want of rights: give one in EXAMPLES').toBeDefined()
      const { path, body, answer, denial } = found!
      if (answer.status === 403) expect(answer.body.error.reason).toContain(`user [${USER}] with effective roles [${USER}]`)

      const cluster = new Set<string>()
      const index = new Set<string>()
      let next: Denial | undefined = denial
      for (let rounds = 0; next && rounds < 6; rounds++) {
        ;(next.kind === 'cluster' ? cluster : index).add(next.privileges[0]!)
        await setRole({ cluster: [...cluster], indices: onEveryIndex([...index]) })
        const after: Answer = await probe(shown(method), path, body)
        next = denialOf(after)
        // A 403 of another kind is the API's own: a secret in the body, say, that is wrong.
        if (!next) expect(after.text).not.toContain('is unauthorized for')
      }
      expect(next).toBeUndefined()
      if (method === 'HEAD') expect((await probe(method, path, body)).status).not.toBe(403)

      const others = (all: readonly { readonly name: string }[], isLeftOut: (name: string) => boolean) =>
        all.map(({ name }) => name).filter((name) => !isLeftOut(name))
      const grants = (name: string): boolean =>
        denial.privileges.includes(name) ||
        NARROWED[api.name] === name ||
        (MAPPING_CHANGES.includes(denial.action) && MAPPING_WRITERS.includes(name))
      const rest =
        denial.kind === 'cluster'
          ? { cluster: others(CLUSTER_PRIVILEGES, grants), indices: onEveryIndex(['all']) }
          : { cluster: ['all'], indices: onEveryIndex(others(INDEX_PRIVILEGES, grants)) }
      await setRole(rest)
      const refused = await probe(shown(method), path, body)
      expect(denialOf(refused)?.action, refused.text).toBe(denial.action)
    })
  },
)
