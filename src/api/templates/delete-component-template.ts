/** `DELETE /_component_template/{name}`: forgets component templates that no index template is made of. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { TemplateChanges, Templates } from '../../engine/templates/template.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { DELETE_PARAMETERS, deletionOf, parseDeletion } from './deletion.ts'
import { resolveNamed } from './select-names.ts'

export const deleteComponentTemplate = backendApi({
  name: 'cluster.delete_component_template',
  summary: 'Forgets component templates',
  routes: [{ method: 'DELETE', path: '/_component_template/{name}' }],
  action: 'cluster:admin/component_template/delete',
  scope: 'cluster',
  parameters: DELETE_PARAMETERS,
  body: 'none',
  parse: parseDeletion,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  async embedded(engine, expressions) {
    await engine.templates.change((templates) => planDeletion(expressions, templates))
    return ok({ acknowledged: true })
  },
})

function planDeletion(expressions: readonly string[], { component, index }: Templates): TemplateChanges {
  const { names, missing } = resolveNamed(component, expressions)
  if (missing.length > 0) throw new ElasticError('resource_not_found_exception', missing.join(','))
  const users = [...index.values()].filter(({ composedOf }) => composedOf.some((name) => names.includes(name)))
  if (users.length > 0) {
    const used = names.filter((name) => users.some(({ composedOf }) => composedOf.includes(name)))
    const by = users.map(({ name }) => name).join(', ')
    throw illegalArgument(
      `component templates [${used.join(', ')}] cannot be removed as they are still in use by index templates [${by}]`,
    )
  }
  return { component: deletionOf(names) }
}
