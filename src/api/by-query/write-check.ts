/** Whether documents may be written to an index at all: asked before a task begins, so that it is refused at once. Has no route. */
import { ElasticError } from '../../core/errors.ts'
import type { ItemTarget } from '../../request/names.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { itemAction } from '../document/write-target.ts'
import { assertUsable } from '../index-access.ts'

export const writeCheck = backendApi<ItemTarget>({
  name: 'write_check',
  summary: 'Tells whether documents may be written.',
  routes: [],
  action: 'indices:data/write/bulk',
  scope: 'items',
  parameters: { op_type: ['index', 'create'] },
  body: 'none',
  parse: ({ path, parameters }) => ({
    action: itemAction(parameters.text('op_type') === 'create' ? 'create' : 'index'),
    index: path.get('index')!,
    creates: true,
  }),
  targets: (item) => ({ kind: 'items', items: [item] }),
  remote: { kind: 'granted' },
  embedded: (engine) => {
    try {
      assertUsable(engine.item(0).shard, 'write')
    } catch (error) {
      // It is made with the first document.
      if (!(error instanceof ElasticError) || error.type !== 'index_not_found_exception') throw error
    }
    return ok({})
  },
})
