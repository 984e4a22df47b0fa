/** `GET /_security/_query/role`: native and built-in roles by query, sorted and paged. */
import type { JsonOutput } from '../../../core/json/output.ts'
import { parseJsonText } from '../../../core/json/parse.ts'
import { isJsonObject } from '../../../core/json/value.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import { ok } from '../../../request/reply.ts'
import type { RoleDescriptor } from '../../../roles/role-descriptor.ts'
import { serverApi } from '../../define.ts'
import { flattenedField } from '../record-search/flattened.ts'
import type { RecordField, RecordSchema } from '../record-search/record-schema.ts'
import { parseRecordSearch, searchRecords } from '../record-search/record-search.ts'

interface NamedRole {
  readonly name: string
  readonly role: RoleDescriptor
  readonly printed: JsonOutput
}

const keyword = (values: (role: RoleDescriptor) => readonly string[]): RecordField<NamedRole> => ({
  type: 'keyword',
  values: ({ role }) => values(role),
})

const SCHEMA: RecordSchema<NamedRole> = {
  idOf: ({ name }) => `role-${name}`,
  fields: new Map<string, RecordField<NamedRole>>([
    ['name', { type: 'keyword', values: ({ name }) => [name] }],
    ['description', { type: 'text', values: ({ role }) => (role.description === '' ? [] : [role.description]) }],
    ['applications.application', keyword(({ applications }) => applications.map(({ application }) => application))],
    ['applications.privileges', keyword(({ applications }) => applications.flatMap(({ privileges }) => privileges))],
    ['applications.resources', keyword(({ applications }) => applications.flatMap(({ resources }) => resources))],
  ]),
  fieldNamed: (name) => flattenedField('metadata', ({ role }: NamedRole) => role.metadata, name),
}

export const queryRole = serverApi({
  name: 'security.query_role',
  summary: 'Searches roles',
  routes: [
    { method: 'GET', path: '/_security/_query/role' },
    { method: 'POST', path: '/_security/_query/role' },
  ],
  action: 'cluster:admin/xpack/security/role/query',
  scope: 'cluster',
  parameters: {},
  body: 'optional',
  parse: ({ body }) => parseRecordSearch(body, 'query_role_request_payload', SCHEMA),
  targets: () => ({ kind: 'cluster' }),
  async handle({ roles }, search) {
    const all = [...roles.entries()].flatMap(([name, printed]) => {
      const role = roles.find(name)
      return role ? [{ name, role, printed }] : []
    })
    const { total, page } = await searchRecords(search, all, SCHEMA)
    return ok({ total, count: page.length, roles: page.map(({ item, sort }) => printFound(item, sort)) })
  },
})

/** The role as it is shown elsewhere, its name before it. */
function printFound({ name, printed }: NamedRole, sort: JsonOutput): JsonOutput {
  const members = parseJsonText(writeJsonText(printed))
  const shown: (readonly [string, JsonOutput])[] = isJsonObject(members) ? [...members] : []
  return new Map<string, JsonOutput>([['name', name], ...shown, ['_sort', sort]])
}
