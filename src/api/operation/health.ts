/** `GET /_sallyport/health`: whether this process lives and can serve data; 503 while it cannot, the cluster behind a gateway being away, say. */
import { serverApi } from '../define.ts'

export const nodeHealth = serverApi({
  name: 'sallyport.health',
  summary: 'Tells whether this node lives and is ready',
  routes: [{ method: 'GET', path: '/_sallyport/health' }],
  action: 'cluster:monitor/sallyport/health',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  async handle({ operation }) {
    const { isReady, nodes, workers } = await operation.condition()
    const upstream = nodes.length === 0 ? undefined : nodes.map(({ origin, isAlive }) => ({ url: origin, alive: isAlive }))
    return { status: isReady ? 200 : 503, body: { live: true, ready: isReady, upstream, workers } }
  },
})
