/** `DELETE /_component_template/{name}`: forgets component templates that no index template is made of. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { TemplateChanges, Templates } from '../../engine/templates/template.ts'
import { deletionApi, deletionOf } from './deletion.ts'
import { resolveNamed } from './select-names.ts'

export const deleteComponentTemplate = deletionApi({
  name: 'cluster.delete_component_template',
  summary: 'Forgets component templates',
  path: '/_component_template/{name}',
  action: 'cluster:admin/component_template/delete',
  plan: planDeletion,
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
