/** `HEAD /{index}/_source/{id}`: 200 or 404, without a body. */
import { backendApi } from '../define.ts'
import { parseSourceRead } from './get-source.ts'
import { readDocument } from './read-document.ts'
import { READ_PARAMETERS, singleReadTargets } from './read-request.ts'

export const existsSource = backendApi({
  name: 'exists_source',
  summary: 'Tells whether the source of a document exists',
  routes: [{ method: 'HEAD', path: '/{index}/_source/{id}' }],
  action: 'indices:data/read/get',
  scope: 'items',
  parameters: READ_PARAMETERS,
  body: 'none',
  parse: parseSourceRead,
  targets: singleReadTargets,
  remote: { kind: 'document' },
  async embedded(engine, read) {
    const document = await readDocument(engine.item(0), read, read.lookup)
    return { status: document ? 200 : 404 }
  },
})
