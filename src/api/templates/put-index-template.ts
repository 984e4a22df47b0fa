/** `PUT|POST /_index_template/{name}`: keeps a template for indices and data streams whose names match. */
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { parseIndexTemplate } from './index-template-body.ts'
import { planIndexTemplate, type TemplateRequest } from './plan-index-template.ts'
import { indexTemplateTarget } from './template-target.ts'

export const putIndexTemplate = backendApi({
  name: 'indices.put_index_template',
  summary: 'Keeps a template for indices and data streams whose names match',
  routes: [
    { method: 'PUT', path: '/_index_template/{name}' },
    { method: 'POST', path: '/_index_template/{name}' },
  ],
  action: 'indices:admin/index_template/put',
  scope: 'cluster',
  parameters: { create: 'boolean', master_timeout: 'time', cause: 'text' },
  body: 'required',
  parse: parsePut,
  targets: ({ template }) => ({ kind: 'cluster', template: indexTemplateTarget(template) }),
  remote: { kind: 'cluster' },
  async embedded(engine, request) {
    await engine.templates.change((templates) => {
      const planned = planIndexTemplate(request, templates, engine.now())
      return { index: new Map([[planned.name, planned]]) }
    })
    return ok({ acknowledged: true })
  },
})

function parsePut({ path, parameters, body }: ApiRequest): TemplateRequest {
  parameters.time('master_timeout', undefined)
  const create = parameters.boolean('create', false)
  return { template: parseIndexTemplate(path.get('name')!, body.json()), create }
}
