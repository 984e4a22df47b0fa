/** `DELETE /_index_template/{name}`: forgets index templates. */
import { deletionApi, forgetNamed } from './deletion.ts'

export const deleteIndexTemplate = deletionApi({
  name: 'indices.delete_index_template',
  summary: 'Forgets index templates',
  path: '/_index_template/{name}',
  action: 'indices:admin/index_template/delete',
  plan: (expressions, { index }) => ({ index: forgetNamed(index, expressions) }),
})
