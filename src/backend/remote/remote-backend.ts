/**
 * The backend that is somebody's cluster: its names as a catalogue, calls put to it within their access. Made by `open-upstream.ts`; the
 * gateway's own records never come here.
 */
import type { Access } from '../../request/access.ts'
import type { AnyApi } from '../../request/api.ts'
import type { Backend } from '../../request/backend.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import type { Reply } from '../../request/reply.ts'
import { forward } from './forward.ts'
import type { BackendApiOf, RemoteInput } from './gateway-apis.ts'
import { NamesWatch } from './names-watch.ts'
import { UpstreamCluster } from './upstream-cluster.ts'
import { replyOf } from './upstream-reply.ts'
import type { UpstreamSettings } from './upstream-settings.ts'

/** What a request line holds beside the names: method, version, the rest of the path, parameters. */
const LINE_REST = 1024

export function createRemoteBackend(settings: UpstreamSettings): Backend {
  const cluster = new UpstreamCluster(settings)
  const watch = new NamesWatch(cluster, settings.checkInterval)
  watch.start()

  const execute = async (api: BackendApiOf, input: RemoteInput, access: Access): Promise<Reply> => {
    const isRepeatable = isRead(api, input)
    const send = async (request: UpstreamRequest): Promise<Reply> => {
      const accept = api.name.startsWith('cat.') && !request.query.has('format') ? 'text/plain' : 'application/json'
      const signal = input.request.gone?.()
      const response = await cluster.send(request, { isRepeatable, accept, signal })
      return replyOf(response, request.method)
    }
    const room = settings.maxInitialLineLength - Math.min(LINE_REST, settings.maxInitialLineLength / 2)
    const { destructiveRequiresName } = settings
    try {
      return await forward({ api, input, access, names: watch.names, destructiveRequiresName, room, send })
    } finally {
      // Also where the answer was lost: the change may have been made. What is not known then is read before the next call.
      if (changesNames(access)) await watch.compareAnew().catch(() => watch.forget())
    }
  }

  return {
    ready: () => watch.ready(),
    condition: () => ({
      isReady: watch.isFresh,
      nodes: cluster.nodes.map(({ origin, isAlive }) => ({ origin, isAlive })),
    }),
    catalogue: () => watch.names,
    longReadNames: () => undefined,
    execute: (api: Extract<AnyApi, { by: 'backend' }>, input: unknown, access: Access) =>
      execute(api, input as RemoteInput, access),
    close: async () => {
      watch.stop()
      await cluster.close()
    },
  }
}

/** Doing it twice does no harm: reads, by what they are allowed as. */
const isRead = ({ action }: BackendApiOf, { request: { method } }: RemoteInput): boolean =>
  method === 'GET' || method === 'HEAD' || action.startsWith('indices:data/read/')

/** Whether a call may have made, changed or removed a name. */
function changesNames({ action, grants }: Access): boolean {
  if (grants.kind === 'create' || grants.kind === 'aliases') return true
  if (grants.kind === 'items') return grants.items.some((item) => item.granted && !item.exists)
  return NAME_CHANGES.has(action)
}

const NAME_CHANGES = new Set([
  'indices:admin/close',
  'indices:admin/delete',
  'indices:admin/open',
  'indices:admin/settings/update',
])
