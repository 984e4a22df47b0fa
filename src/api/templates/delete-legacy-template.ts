/** `DELETE /_template/{name}`: forgets templates of the older kind. */
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { templatesMissing } from './delete-index-template.ts'
import { DELETE_PARAMETERS, deletionOf, parseDeletion } from './deletion.ts'
import { resolveNamed } from './select-names.ts'

export const deleteLegacyTemplate = backendApi({
  name: 'indices.delete_template',
  summary: 'Forgets templates of the older kind',
  routes: [{ method: 'DELETE', path: '/_template/{name}' }],
  action: 'indices:admin/template/delete',
  scope: 'cluster',
  parameters: DELETE_PARAMETERS,
  body: 'none',
  parse: parseDeletion,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  async embedded(engine, expressions) {
    await engine.templates.change(({ legacy }) => {
      const { names, missing } = resolveNamed(legacy, expressions)
      if (missing.length > 0) throw templatesMissing(missing)
      return { legacy: deletionOf(names) }
    })
    return ok({ acknowledged: true })
  },
})
