/** `GET|HEAD /_index_template`: shows index templates. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { IndexTemplate } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import { backendApi } from '../define.ts'
import { GET_PARAMETERS, parseSelection, type TemplateSelection } from './get-parameters.ts'
import { answerSelection } from './get-template-reply.ts'
import { showDates } from './managed-dates.ts'
import { showContent } from './template-content.ts'

const SHARED = {
  action: 'indices:admin/index_template/get',
  scope: 'cluster',
  parameters: GET_PARAMETERS,
  body: 'none',
  parse: parseIndexSelection,
  targets: (): Targets => ({ kind: 'cluster' }),
} as const

export const getIndexTemplate = backendApi({
  ...SHARED,
  name: 'indices.get_index_template',
  summary: 'Shows index templates',
  routes: [
    { method: 'GET', path: '/_index_template' },
    { method: 'GET', path: '/_index_template/{name}' },
  ],
  remote: { kind: 'cluster' },
  embedded: (engine, selection) => answerTemplates(engine.templates.get().index, selection),
})

export const existsIndexTemplate = backendApi({
  ...SHARED,
  name: 'indices.exists_index_template',
  summary: 'Tells whether an index template exists',
  routes: [{ method: 'HEAD', path: '/_index_template/{name}' }],
  remote: { kind: 'cluster' },
  embedded: (engine, selection) => ({ status: answerTemplates(engine.templates.get().index, selection).status }),
})

function parseIndexSelection(request: ApiRequest): TemplateSelection {
  const selection = parseSelection(request)
  if (selection.name?.includes(',')) throw illegalArgument("template name may not contain ','")
  return selection
}

const answerTemplates = (templates: ReadonlyMap<string, IndexTemplate>, selection: TemplateSelection) =>
  answerSelection(templates, selection, {
    what: 'index template',
    member: 'index_templates',
    show: (template) => ({ name: template.name, index_template: showTemplate(template, selection.flat) }),
  })

const showTemplate = (template: IndexTemplate, flat: boolean): JsonOutput => ({
  index_patterns: template.patterns,
  template: template.content && showContent(template.content, flat),
  composed_of: template.composedOf,
  priority: template.priority,
  version: template.version,
  _meta: template.meta,
  data_stream: template.dataStream && {
    hidden: template.dataStream.hidden,
    allow_custom_routing: template.dataStream.allowCustomRouting,
  },
  allow_auto_create: template.allowAutoCreate,
  ignore_missing_component_templates: template.ignoreMissing,
  deprecated: template.deprecated,
  ...showDates(template),
})
