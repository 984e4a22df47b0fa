/** `GET|HEAD /_component_template`: shows component templates. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ComponentTemplate } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import { backendApi } from '../define.ts'
import { GET_PARAMETERS, parseSelection, type TemplateSelection } from './get-parameters.ts'
import { answerSelection } from './get-template-reply.ts'
import { showDates } from './managed-dates.ts'
import { showContent } from './template-content.ts'

const SHARED = {
  action: 'cluster:admin/component_template/get',
  scope: 'cluster',
  parameters: { ...GET_PARAMETERS, settings_filter: 'text' },
  body: 'none',
  parse(request: ApiRequest) {
    if (request.parameters.text('settings_filter') !== undefined)
      throw illegalArgument('[settings_filter] is not supported by this node')
    return parseSelection(request)
  },
  targets: (): Targets => ({ kind: 'cluster' }),
} as const

export const getComponentTemplate = backendApi({
  ...SHARED,
  name: 'cluster.get_component_template',
  summary: 'Shows component templates',
  routes: [
    { method: 'GET', path: '/_component_template' },
    { method: 'GET', path: '/_component_template/{name}' },
  ],
  remote: { kind: 'cluster' },
  embedded: (engine, selection) => answerComponents(engine.templates.get().component, selection),
})

export const existsComponentTemplate = backendApi({
  ...SHARED,
  name: 'cluster.exists_component_template',
  summary: 'Tells whether a component template exists',
  routes: [{ method: 'HEAD', path: '/_component_template/{name}' }],
  remote: { kind: 'cluster' },
  embedded: (engine, selection) => ({ status: answerComponents(engine.templates.get().component, selection).status }),
})

const answerComponents = (components: ReadonlyMap<string, ComponentTemplate>, selection: TemplateSelection) =>
  answerSelection(components, selection, {
    what: 'component template',
    member: 'component_templates',
    show: (template) => ({ name: template.name, component_template: showComponent(template, selection.flat) }),
  })

const showComponent = (template: ComponentTemplate, flat: boolean): JsonOutput => ({
  template: showContent(template.content, flat),
  version: template.version,
  _meta: template.meta,
  deprecated: template.deprecated,
  ...showDates(template),
})
