/** `GET /_resolve/index/{name}`: which indices and aliases expressions name, within what the caller may see. */

import type { BoundIndex } from '../../backend/embedded/bound-engine.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import type { DataStream } from '../../engine/data-streams/data-stream.ts'
import type { Grants } from '../../request/access.ts'
import { STRICT_EXPAND_OPEN, type Targets } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import type { IndexSelection } from './index-names.ts'

interface Resolution extends IndexSelection {
  /** Whether indices of the only mode there is are asked for. */
  readonly showsStandard: boolean
}

export const resolveIndex = backendApi({
  name: 'indices.resolve_index',
  summary: 'Tells which indices and aliases there are',
  routes: [{ method: 'GET', path: '/_resolve/index/{name}' }],
  action: 'indices:admin/resolve/index',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, mode: 'list' },
  body: 'none',
  parse: ({ path, parameters }): Resolution => ({
    expressions: splitList(path.get('name')!),
    options: parseIndicesOptions(parameters, { ...STRICT_EXPAND_OPEN, allowClosed: true }),
    showsStandard: parameters.list('mode')?.includes('standard') ?? true,
  }),
  targets: ({ expressions, options }): Targets => ({ kind: 'indices', expressions, options, aliases: ['*'] }),
  remote: {
    kind: 'built',
    build(_, access) {
      const { names = [] } = access.expect('indices')
      return { method: 'GET', names, path: ['_resolve', 'index', '{index}'], query: new Map([['expand_wildcards', 'all']]) }
    },
    answer: ({ value }, _, access) => ok(shownAnswer(value, access.expect('indices'))),
  },
  embedded(engine, { showsStandard }, access) {
    const { names = [], aliases: visible = new Set<string>() } = access.expect('indices')
    const bound = showsStandard ? engine.indices() : []
    const found = [...names].sort()
    const indices = bound.filter(({ shard }) => found.includes(shard.name)).map((index) => describeIndex(index, visible))
    const aliases = found.flatMap((name) => {
      const behind = bound.filter(({ shard, backs }) => (backs ?? shard).aliases.some((alias) => alias.name === name))
      return behind.length === 0 ? [] : [{ name, indices: behind.map(({ shard }) => shard.name) }]
    })
    return ok({
      indices,
      aliases,
      data_streams: engine
        .dataStreams()
        .filter(({ name }) => found.includes(name))
        .map(describeStream),
    })
  },
})

const describeStream = ({ name, indices }: DataStream) => ({
  name,
  backing_indices: indices,
  timestamp_field: '@timestamp',
})

function describeIndex({ shard, backs }: BoundIndex, visible: ReadonlySet<string>) {
  const aliases = shard.aliases.map(({ name }) => name).filter((name) => visible.has(name))
  const hidden = shard.settings.get('index.hidden') === 'true' ? ['hidden'] : []
  return {
    name: shard.name,
    aliases: aliases.length === 0 ? undefined : aliases,
    attributes: [...hidden, shard.closed ? 'closed' : 'open'],
    data_stream: backs?.name,
    mode: 'standard',
  }
}

/** A cluster's answer without aliases and indices that were not granted. */
function shownAnswer(answer: JsonValue, { indices, aliases = new Set() }: Extract<Grants, { kind: 'indices' }>): JsonOutput {
  const granted = new Set(indices.map(({ name }) => name))
  const lists: readonly (readonly [string, ReadonlySet<string>])[] = [
    ['aliases', aliases],
    ['indices', granted],
    ['backing_indices', granted],
  ]
  const shown = (item: JsonValue): JsonOutput => {
    if (!isJsonObject(item)) return item
    const copy = new Map<string, JsonOutput>(item)
    for (const [member, visible] of lists) {
      const given = item.get(member)
      if (Array.isArray(given))
        copy.set(
          member,
          given.filter((name) => typeof name === 'string' && visible.has(name)),
        )
      if (member === 'aliases' && Array.isArray(given) && !given.some((name) => visible.has(String(name)))) copy.delete(member)
    }
    return copy
  }
  if (!isJsonObject(answer)) throw new Error('an answer is an object')
  return new Map([...answer].map(([section, items]) => [section, Array.isArray(items) ? items.map(shown) : items]))
}
