/** `POST /_index_template/_simulate_index/{name}`: what an index of this name would get, with a template of the body added. */
import { findIndexTemplate } from '../../engine/templates/find-template.ts'
import { withTemplates } from '../../engine/templates/template.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { planIndexTemplate, type TemplateRequest } from './plan-index-template.ts'
import { simulation } from './simulate-reply.ts'
import { parseGiven, SIMULATE_PARAMETERS } from './simulate-template.ts'

interface IndexSimulation {
  readonly index: string
  readonly given: TemplateRequest | undefined
}

export const simulateIndex = backendApi({
  name: 'indices.simulate_index_template',
  summary: 'Shows what an index of a name would get from templates',
  routes: [{ method: 'POST', path: '/_index_template/_simulate_index/{name}' }],
  action: 'indices:admin/index_template/simulate_index',
  scope: 'cluster',
  parameters: SIMULATE_PARAMETERS,
  body: 'optional',
  parse: (request): IndexSimulation => ({ index: request.path.get('name')!, given: parseGiven(request) }),
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  embedded(engine, { index, given }) {
    const kept = engine.templates.get()
    const tried = given && planIndexTemplate(given, kept, engine.now())
    const templates = tried ? withTemplates(kept, { index: new Map([[tried.name, tried]]) }) : kept
    const template = findIndexTemplate(templates, index)
    return ok(template ? simulation(template, [index], templates) : {})
  },
})
