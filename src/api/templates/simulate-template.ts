/** `POST /_index_template/_simulate`: what indices of a template would get: one that is kept, or one in the body. */
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import type { IndexTemplate, Templates } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { parseIndexTemplate } from './index-template-body.ts'
import { planIndexTemplate, type TemplateRequest } from './plan-index-template.ts'
import { simulation } from './simulate-reply.ts'

interface Simulation {
  /** A template that is kept. */
  readonly name: string | undefined
  readonly given: TemplateRequest | undefined
}

export const SIMULATE_PARAMETERS = {
  create: 'boolean',
  cause: 'text',
  include_defaults: 'boolean',
  master_timeout: 'time',
} as const

export const simulateTemplate = backendApi({
  name: 'indices.simulate_template',
  summary: 'Shows what indices of a template would get',
  routes: [
    { method: 'POST', path: '/_index_template/_simulate' },
    { method: 'POST', path: '/_index_template/_simulate/{name}' },
  ],
  action: 'indices:admin/index_template/simulate',
  scope: 'cluster',
  parameters: SIMULATE_PARAMETERS,
  body: 'optional',
  parse: parseSimulation,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  embedded(engine, { name, given }) {
    const templates = engine.templates.get()
    const template = given ? planIndexTemplate(given, templates, engine.now()) : keptTemplate(name, templates)
    return ok(simulation(template, template.patterns, templates))
  },
})

/** A template of a body, under the name of the path or one that no other can have. */
export function parseGiven({ parameters, body }: ApiRequest, name = 'simulate_template_ng'): TemplateRequest | undefined {
  parameters.boolean('include_defaults', false)
  parameters.time('master_timeout', undefined)
  const create = parameters.boolean('create', false)
  if (!body.present) return undefined
  return { template: parseIndexTemplate(name, body.json()), create }
}

function parseSimulation(request: ApiRequest): Simulation {
  const name = request.path.get('name')
  const given = parseGiven(request, name)
  if (!given && name === undefined)
    throw validationFailed(['either index name or index template body must be specified for simulation'])
  return { name, given }
}

function keptTemplate(name: string | undefined, { index }: Templates): IndexTemplate {
  const template = name === undefined ? undefined : index.get(name)
  if (!template) throw illegalArgument(`unable to simulate template [${name}] that does not exist`)
  return template
}
