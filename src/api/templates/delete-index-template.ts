/** `DELETE /_index_template/{name}`: forgets index templates. */
import { ElasticError } from '../../core/errors.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { DELETE_PARAMETERS, deletionOf, parseDeletion } from './deletion.ts'
import { resolveNamed } from './select-names.ts'

export const deleteIndexTemplate = backendApi({
  name: 'indices.delete_index_template',
  summary: 'Forgets index templates',
  routes: [{ method: 'DELETE', path: '/_index_template/{name}' }],
  action: 'indices:admin/index_template/delete',
  scope: 'cluster',
  parameters: DELETE_PARAMETERS,
  body: 'none',
  parse: parseDeletion,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  async embedded(engine, expressions) {
    await engine.templates.change(({ index }) => {
      const { names, missing } = resolveNamed(index, expressions)
      if (missing.length > 0) throw templatesMissing(missing)
      return { index: deletionOf(names) }
    })
    return ok({ acknowledged: true })
  },
})

/** 404 `index_template_missing_exception`. */
export const templatesMissing = (names: readonly string[]): ElasticError =>
  new ElasticError('index_template_missing_exception', `index_template [${names.join(',')}] missing`)
