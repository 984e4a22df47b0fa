/** `PUT|POST /_component_template/{name}`: keeps a part that index templates are made of. */
import { illegalArgument } from '../../core/errors.ts'
import type { ComponentTemplate, TemplateChanges, Templates } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { ObjectReader } from '../object-reader.ts'
import { checkContent, checkUses } from './check-composition.ts'
import { DATE_MEMBERS, type ManagedDates, refuseDates, withDates } from './managed-dates.ts'
import { parseContent, settingFaults } from './template-content.ts'
import { nameFaults, refuseFaults } from './template-name.ts'
import { aliasNames } from './template-target.ts'

interface PutComponent {
  readonly template: Omit<ComponentTemplate, keyof ManagedDates>
  readonly create: boolean
}

const MEMBERS = ['template', 'version', '_meta', 'deprecated', ...DATE_MEMBERS]

export const putComponentTemplate = backendApi({
  name: 'cluster.put_component_template',
  summary: 'Keeps a part that index templates are made of',
  routes: [
    { method: 'PUT', path: '/_component_template/{name}' },
    { method: 'POST', path: '/_component_template/{name}' },
  ],
  action: 'cluster:admin/component_template/put',
  scope: 'cluster',
  parameters: { create: 'boolean', master_timeout: 'time', cause: 'text' },
  body: 'required',
  parse: parsePutComponent,
  targets: ({ template: { name, content } }) => ({
    kind: 'cluster',
    template: { kind: 'component', name, aliases: aliasNames(content) },
  }),
  remote: { kind: 'cluster' },
  async embedded(engine, request) {
    await engine.templates.change((templates) => planComponent(request, templates, engine.now()))
    return ok({ acknowledged: true })
  },
})

function parsePutComponent({ path, parameters, body }: ApiRequest): PutComponent {
  parameters.time('master_timeout', undefined)
  const create = parameters.boolean('create', false)
  const name = path.get('name')!
  const reader = new ObjectReader(body.json(), 'component_template', MEMBERS)
  const [version, meta, deprecated] = [reader.whole('version'), reader.object('_meta'), reader.flag('deprecated')]
  const content = reader.inner('template', parseContent)
  if (!content) throw illegalArgument('Required [template]')
  refuseDates(reader, 'component_template', name)
  return { template: { name, content, version, meta, deprecated }, create }
}

function planComponent({ template, create }: PutComponent, templates: Templates, now: number): TemplateChanges {
  const { name, content } = template
  const before = templates.component.get(name)
  if (before && create) throw illegalArgument(`component template [${name}] already exists`)
  refuseFaults(name, nameFaults(name))
  for (const fault of settingFaults(content)) throw fault
  checkContent(content)
  const component = withDates(template, before, now)
  checkUses(component, templates)
  return { component: new Map([[name, component]]) }
}
