/** `GET /_resolve/index/{name}`: which indices and aliases expressions name, within what the caller may see. */
import type { Shard } from '../../engine/shard.ts'
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
  embedded(engine, { showsStandard }, access) {
    const { names = [], aliases: visible = new Set<string>() } = access.expect('indices')
    const shards = showsStandard ? engine.indices().map(({ shard }) => shard) : []
    const found = [...names].sort()
    const indices = shards.filter(({ name }) => found.includes(name)).map((shard) => describeIndex(shard, visible))
    const aliases = found.flatMap((name) => {
      const behind = shards.filter((shard) => shard.aliases.some((alias) => alias.name === name))
      return behind.length === 0 ? [] : [{ name, indices: behind.map((shard) => shard.name) }]
    })
    return ok({ indices, aliases, data_streams: [] })
  },
})

function describeIndex(shard: Shard, visible: ReadonlySet<string>) {
  const aliases = shard.aliases.map(({ name }) => name).filter((name) => visible.has(name))
  const hidden = shard.settings.get('index.hidden') === 'true' ? ['hidden'] : []
  return {
    name: shard.name,
    aliases: aliases.length === 0 ? undefined : aliases,
    attributes: [...hidden, shard.closed ? 'closed' : 'open'],
    mode: 'standard',
  }
}
