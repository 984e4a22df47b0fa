/** Calls an API as the server does, without HTTP and without a gate: route, parse, targets, run on a fake engine. */

import type { BoundEngine, BoundIndex } from '../../src/backend/embedded/bound-engine.ts'
import type { LongReads } from '../../src/backend/embedded/long-reads.ts'
import { resolveDateMathName } from '../../src/core/date-math.ts'
import { errorWithRootCause } from '../../src/core/error-output.ts'
import { ElasticError, illegalArgument, indexNotFound, invalidIndexName } from '../../src/core/errors.ts'
import { parseJson } from '../../src/core/json/parse.ts'
import { isJsonObject } from '../../src/core/json/value.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { compileWildcard } from '../../src/core/wildcard.ts'
import { NO_TEMPLATES } from '../../src/engine/templates/template.ts'
import type { Access } from '../../src/request/access.ts'
import type { AnyApi, RequestBody, Route } from '../../src/request/api.ts'
import { findIndexNameError } from '../../src/request/index-name.ts'
import type { ItemTarget, Targets } from '../../src/request/names.ts'
import type { NodeFacts } from '../../src/request/node-facts.ts'
import { ParameterReader } from '../../src/request/parameters.ts'
import { StreamBody, TextBody } from '../../src/request/reply.ts'
import { FakeShard } from './fake-shard.ts'

export const NODE: NodeFacts = {
  nodeName: 'node-1',
  nodeId: 'DYmIk5oHQcuZvL_ANdMp7Q',
  clusterName: 'oracle',
  clusterUuid: 'sK7gVmaZSXCikGVy75Bg_g',
  version: '9.5.3',
  startedAt: 1_795_549_674_949,
  maxContentLength: 104_857_600,
  securityEnabled: true,
  httpAddress: () => '127.0.0.1:9200',
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  readonly body: any
  readonly text: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly targets: Targets | undefined
}

/** A set of APIs over indices in memory. */
export class FakeServer {
  readonly shards = new Map<string, FakeShard>()
  /** Names that no item may touch. */
  readonly forbidden = new Set<string>()
  readonly persistent = new Map<string, string>()
  readonly transient = new Map<string, string>()
  /** Set by tests that ask for long reads. */
  longReads: LongReads = undefined as unknown as LongReads
  readonly #apis: readonly AnyApi[]

  constructor(apis: readonly AnyApi[]) {
    this.#apis = apis
  }

  add(name: string, settings: Readonly<Record<string, string>> = {}): FakeShard {
    const shard = new FakeShard(name, settings)
    this.shards.set(name, shard)
    return shard
  }

  /** `PUT /d/_doc/1?refresh` with a body; objects are written as JSON, arrays as lines. */
  async call(request: string, body?: string | object): Promise<Answer> {
    const [method, uri] = request.split(' ') as [string, string]
    const { pathname, searchParams } = new URL(uri, 'http://localhost')
    const segments = pathname.split('/').filter(Boolean).map(decodeURIComponent)
    let targets: Targets | undefined
    try {
      const { api, path } = this.#route(method, segments)
      for (const name of searchParams.keys())
        if (name !== 'format' && !Object.hasOwn(api.parameters, name)) throw new Error(`unknown parameter ${name}`)
      const parameters = new ParameterReader(api.parameters, new Map(searchParams))
      const requestBody = fakeBody(body)
      if (api.body === 'required' && !requestBody.present) throw new ElasticError('parse_exception', 'request body is required')
      const input = api.parse({
        method,
        path,
        parameters,
        body: requestBody,
        compatibleWith: 9,
        uri,
        ...formatOf(searchParams.get('format')),
      })
      targets = api.targets(input) as Targets
      if (targets.kind !== api.scope) throw new Error(`targets are ${targets.kind}, declared ${api.scope}`)
      const access = fakeAccess(targets, [...this.shards.values()])
      const reply =
        api.by === 'server'
          ? await api.handle({ node: NODE }, input, access)
          : await api.embedded(this.#engine(targets), input, access)
      if (reply.body instanceof StreamBody) throw new Error('the embedded engine answers whole')
      const text = reply.body === undefined ? '' : reply.body instanceof TextBody ? reply.body.text : writeJsonText(reply.body)
      const isText = reply.body instanceof TextBody || text === ''
      return { status: reply.status, text, body: isText ? text : JSON.parse(text), headers: reply.headers ?? {}, targets }
    } catch (error) {
      if (!(error instanceof ElasticError)) throw error
      const text = writeJsonText({ error: errorWithRootCause(error), status: error.status })
      return { status: error.status, text, body: JSON.parse(text), headers: {}, targets }
    }
  }

  #route(method: string, segments: readonly string[]): { api: AnyApi; path: ReadonlyMap<string, string> } {
    const candidates = this.#apis.flatMap((api) =>
      api.routes.map((route: Route) => ({ api, path: matchRoute(route, method, segments) })),
    )
    const found = candidates
      .filter((candidate): candidate is { api: AnyApi; path: ReadonlyMap<string, string> } => candidate.path !== undefined)
      .sort((a, b) => a.path.size - b.path.size)[0]
    if (!found) throw illegalArgument(`no route for ${method} /${segments.join('/')}`)
    return found
  }

  #engine(targets: Targets): BoundEngine {
    return {
      node: NODE,
      now: () => Date.now(),
      templates: { get: () => NO_TEMPLATES, change: async () => {} },
      overview: () =>
        this.#sorted().map((shard) => ({
          name: shard.name,
          closed: shard.closed,
          aliases: shard.aliases.map((alias) => alias.name),
          replicas: Number(shard.settings.get('index.number_of_replicas')),
          stats: () => shard.stats(),
        })),
      longReads: this.longReads,
      indices: () => (targets.kind === 'indices' ? this.#expand(targets) : []),
      lookup: (position) => this.#item(lookupAt(targets, position)),
      item: (position) => this.#item(itemAt(targets, position)),
      itemOrCreate: async (position) => {
        const target = itemAt(targets, position)
        const nameError = this.#find(target.index) ? undefined : findIndexNameError(target.index)
        if (nameError) throw nameError
        if (target.creates && !this.forbidden.has(target.index) && !this.#find(target.index)) this.add(target.index)
        return this.#item(target)
      },
      createIndex: async ({ settings, mappings, aliases }) => {
        if (targets.kind !== 'create') throw new Error('not a create access')
        const { index } = targets
        if (this.shards.has(index)) throw new ElasticError('resource_already_exists_exception', `index [${index}] already exists`)
        if (this.#find(index)) throw invalidIndexName(index, 'already exists as alias')
        const given = [...settings].filter((entry): entry is [string, string] => entry[1] !== null)
        const shard = this.add(index, Object.fromEntries(given))
        shard.aliases = aliases
        if (mappings) shard.mappings = mappings
        return shard
      },
      setClosed: async ({ shard }, closed) => {
        this.shards.get(shard.name)!.closed = closed
      },
      dataStreams: () => [],
      templateNameOf: () => () => undefined,
      rollOver: () => Promise.reject(new Error('rollover is tested on the engine')),
      createDataStream: async () => {
        throw new Error('no data streams here')
      },
      deleteDataStreams: async () => {},
      aliasActions: () => [],
      changeAliases: async () => {},
      deleteIndex: async ({ shard }) => void this.shards.delete(shard.name),
      clusterSetting: (name) => this.transient.get(name) ?? this.persistent.get(name),
      clusterSettings: {
        get: () => this,
        put: async (change) => {
          for (const level of ['persistent', 'transient'] as const) {
            for (const [name, value] of change[level]) value === null ? this[level].delete(name) : this[level].set(name, value)
          }
        },
      },
    }
  }

  #sorted(): readonly FakeShard[] {
    return [...this.shards.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  #find(name: string): BoundIndex | undefined {
    const shard = this.shards.get(name)
    if (shard) return { shard, alias: undefined }
    const behind = this.#sorted().find(({ aliases }) => aliases.some((alias) => alias.name === name))
    return behind && { shard: behind, alias: name }
  }

  #item(target: ItemTarget): BoundIndex {
    if (this.forbidden.has(target.index))
      throw new ElasticError('security_exception', `action [${target.action}] is unauthorized`)
    const bound = this.#find(target.index)
    if (!bound) throw indexNotFound(target.index)
    return bound
  }

  #expand({ expressions, options }: Extract<Targets, { kind: 'indices' }>): readonly BoundIndex[] {
    const all = expressions.length === 0 || expressions.includes('_all')
    const names = new Set<FakeShard>()
    for (const expression of all ? ['*'] : expressions) {
      const matcher = compileWildcard(expression)
      const found = this.#sorted().filter(
        (shard) => matcher.matches(shard.name) || shard.aliases.some((alias) => matcher.matches(alias.name)),
      )
      if (found.length === 0 && !expression.includes('*') && !options.ignoreUnavailable) throw indexNotFound(expression)
      for (const shard of found) names.add(shard)
    }
    return this.#sorted()
      .filter((shard) => names.has(shard))
      .map((shard) => ({ shard, alias: undefined }))
  }
}

function formatOf(format: string | null): { format?: 'json' | 'yaml' | 'text' } {
  return format === 'json' || format === 'yaml' || format === 'text' ? { format } : {}
}

/** As much of an access as handlers look at: the name that is to be made, date math resolved. */
function fakeAccess(targets: Targets, shards: readonly FakeShard[]): Access {
  const names = new Set(shards.flatMap(({ aliases }) => aliases.map(({ name }) => name)))
  if (targets.kind === 'indices') return { expect: () => ({ kind: 'indices', indices: [], aliases: names }) } as unknown as Access
  const index = targets.kind === 'create' ? resolveDateMathName(targets.index, Date.now()) : ''
  return { expect: () => ({ kind: 'create', index, aliases: [] }) } as unknown as Access
}

function lookupAt(targets: Targets, position: number): ItemTarget {
  const lookup = targets.kind === 'indices' ? targets.lookups?.[position] : undefined
  if (!lookup) throw new Error(`lookup [${position}] was not asked for`)
  return lookup
}

function itemAt(targets: Targets, position: number): ItemTarget {
  if (targets.kind !== 'items') throw new Error('not an items access')
  return targets.items[position]!
}

function matchRoute(route: Route, method: string, segments: readonly string[]): ReadonlyMap<string, string> | undefined {
  const parts = route.path.split('/').filter(Boolean)
  if (route.method !== method || parts.length !== segments.length) return undefined
  const path = new Map<string, string>()
  for (const [at, part] of parts.entries()) {
    if (part.startsWith('{')) path.set(part.slice(1, -1), segments[at]!)
    else if (part !== segments[at]) return undefined
  }
  return path
}

function fakeBody(body: string | object | undefined): RequestBody {
  const lines = Array.isArray(body)
    ? body.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
    : undefined
  const text = lines ?? (typeof body === 'string' || body === undefined ? (body ?? '') : JSON.stringify(body))
  const bytes = Buffer.from(text)
  const json = () => parseJson(bytes, { positions: 'all' })
  return {
    present: bytes.length > 0,
    bytes,
    json,
    object: () => {
      const value = bytes.length === 0 ? new Map() : json()
      if (!isJsonObject(value)) throw illegalArgument('an object is needed')
      return value
    },
  }
}
