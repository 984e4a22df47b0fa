/**
 * `GET /_license`. Sallyport is under the Apache License and gates nothing; clients and tools ask here whether the server will serve them.
 * `basic` and `active` is the answer that holds: it promises none of the paid features of Elasticsearch, and no tool stops at it.
 */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'

export const getLicense = serverApi({
  name: 'license.get',
  summary: 'Shows the licence that tools ask for',
  routes: [{ method: 'GET', path: '/_license' }],
  action: 'cluster:monitor/xpack/license/get',
  scope: 'cluster',
  parameters: { accept_enterprise: 'boolean', local: 'boolean' },
  body: 'none',
  parse({ parameters }) {
    parameters.boolean('accept_enterprise', true)
    parameters.boolean('local', false)
  },
  targets: () => ({ kind: 'cluster' }),
  handle: ({ node }) =>
    ok({
      license: {
        status: 'active',
        uid: node.clusterUuid,
        type: 'basic',
        issue_date: new Date(node.startedAt).toISOString(),
        issue_date_in_millis: node.startedAt,
        max_nodes: 1000,
        max_resource_units: null,
        issued_to: node.clusterName,
        issuer: 'sallyport',
        start_date_in_millis: -1,
      },
    }),
})
