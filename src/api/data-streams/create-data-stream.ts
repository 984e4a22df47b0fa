/** `PUT /_data_stream/{name}`: makes a data stream, as the template of its name says. */
import type { ApiRequest } from '../../request/api.ts'
import { validateIndexName } from '../../request/index-name.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'

export const createDataStream = backendApi({
  name: 'indices.create_data_stream',
  summary: 'Makes a data stream',
  routes: [{ method: 'PUT', path: '/_data_stream/{name}' }],
  action: 'indices:admin/data_stream/create',
  scope: 'create',
  parameters: { master_timeout: 'time', timeout: 'time' },
  body: 'none',
  parse: parseCreation,
  targets: (index) => ({ kind: 'create', index, aliases: [] }),
  remote: {
    kind: 'built',
    build: (_, access, _body, query) => {
      const { index } = access.expect('create')
      validateIndexName(index)
      return { method: 'PUT', path: ['_data_stream', index], query }
    },
  },
  async embedded(engine, _name, access) {
    validateIndexName(access.expect('create').index)
    await engine.createDataStream()
    return ok({ acknowledged: true })
  },
})

function parseCreation({ path, parameters }: ApiRequest): string {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const name = path.get('name')!
  if (!name.startsWith('<')) validateIndexName(name)
  return name
}
