/** `GET /_sallyport/metrics`: requests by API and outcome, latencies and queues, in the text format of Prometheus. */
import { TextBody } from '../../request/reply.ts'
import { serverApi } from '../define.ts'

export const metrics = serverApi({
  name: 'sallyport.metrics',
  summary: 'Shows counts and latencies in the text format of Prometheus',
  routes: [{ method: 'GET', path: '/_sallyport/metrics' }],
  action: 'cluster:monitor/sallyport/metrics',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  handle: async ({ operation }) => ({
    status: 200,
    body: new TextBody(await operation.metrics(), 'text/plain; version=0.0.4; charset=utf-8'),
  }),
})
