/** `DELETE /_template/{name}`: forgets templates of the older kind. */
import { deletionApi, forgetNamed } from './deletion.ts'

export const deleteLegacyTemplate = deletionApi({
  name: 'indices.delete_template',
  summary: 'Forgets templates of the older kind',
  path: '/_template/{name}',
  action: 'indices:admin/template/delete',
  plan: (expressions, { legacy }) => ({ legacy: forgetNamed(legacy, expressions) }),
})
