/**
 * The backend that is somebody's cluster: its names as a catalogue, calls put to it within their access. Made by `open-upstream.ts`; the
 * gateway's own records never come here.
 */
import type { Access } from '../../request/access.ts'
import type { AnyApi } from '../../request/api.ts'
import type { Backend } from '../../request/backend.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import type { Reply } from '../../request/reply.ts'
import { CONFIGURED } from './configured-api.ts'
import { mediaTypes } from './differences.ts'
import { forward } from './forward.ts'
import type { BackendApiOf, RemoteInput } from './gateway-apis.ts'
import { NamesWatch } from './names-watch.ts'
import { shortened, translationOf } from './translate.ts'
import { UpstreamCluster } from './upstream-cluster.ts'
import { noNodeAvailable } from './upstream-errors.ts'
import { replyOf } from './upstream-reply.ts'
import type { UpstreamSettings } from './upstream-settings.ts'

/** What a request line holds beside the names: method, version, the rest of the path, parameters. */
const LINE_REST = 1024

export interface RemoteBackend extends Backend {
  /** Of the Elasticsearch behind; undefined where it is none, or not known yet. */
  version(): string | undefined
}

/** Word among several processes before the same cluster that its names have changed. */
export interface NamesNews {
  /** Resolves once every later call of any of them will know. */
  tell(): Promise<void>
  /** Called where another one told. */
  onNews(listener: () => void): void
}

/** `news`: where others stand before the cluster too. */
export function createRemoteBackend(settings: UpstreamSettings, news?: NamesNews): RemoteBackend {
  const cluster = new UpstreamCluster(settings)
  const watch = new NamesWatch(cluster, settings.checkInterval, settings.type)
  news?.onNews(() => watch.forget())
  watch.start()

  /** Puts a request to the cluster in its words, and the reply in those of Elasticsearch. */
  const sender = (api: BackendApiOf, input: RemoteInput): ((request: UpstreamRequest) => Promise<Reply>) => {
    const product = watch.product
    if (!product) throw noNodeAvailable()
    const { compatibleWith, gone } = input.request
    const translation = translationOf(product, api.name)
    const options = { isRepeatable: isRead(api, input), media: mediaTypes(product, compatibleWith), signal: gone?.() }
    const put = async (request: UpstreamRequest): Promise<Reply> => {
      const isTable = api.name.startsWith('cat.') && !request.query.has('format')
      const response = await cluster.send(request, isTable ? { ...options, accept: 'text/plain' } : options)
      return replyOf(response, request.method)
    }
    return async (request) => {
      const translated = translation.request(request)
      const reply = await translation.reply(await put(translated), (query) => put({ ...translated, query }))
      return settings.detailedErrors ? reply : shortened(reply)
    }
  }

  const execute = async (api: BackendApiOf, input: RemoteInput, access: Access): Promise<Reply> => {
    const send = sender(api, input)
    const room = settings.maxInitialLineLength - Math.min(LINE_REST, settings.maxInitialLineLength / 2)
    const { destructiveRequiresName } = settings
    try {
      return await forward({ api, input, access, names: watch.names, destructiveRequiresName, room, send })
    } finally {
      // Also where the answer was lost: the change may have been made. What is not known then is read before the next call.
      if (changesNames(access) || mayDoAnything(api, isRead(api, input)))
        await Promise.all([watch.compareAnew().catch(() => watch.forget()), tell()])
    }
  }

  /** Where the word cannot be written, the others find out as of any change behind their back. */
  const tell = async (): Promise<void> => news?.tell().catch(() => {})

  return {
    ready: () => watch.ready(),
    condition: () => ({
      isReady: watch.isFresh,
      nodes: cluster.nodes.map(({ origin, isAlive }) => ({ origin, isAlive })),
    }),
    catalogue: () => watch.names,
    version: () => (watch.product?.type === 'elasticsearch' ? watch.product.version : undefined),
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

/** Nobody here knows what such an API does. */
const mayDoAnything = ({ name }: BackendApiOf, isRead: boolean): boolean => !isRead && name.startsWith(CONFIGURED)

/** Whether a call may have made, changed or removed a name. */
function changesNames({ action, grants }: Access): boolean {
  if (grants.kind === 'create' || grants.kind === 'rollover' || grants.kind === 'aliases') return true
  if (grants.kind === 'items') return grants.items.some((item) => item.granted && !item.exists)
  return NAME_CHANGES.has(action)
}

const NAME_CHANGES = new Set([
  'indices:admin/close',
  'indices:admin/data_stream/delete',
  'indices:admin/delete',
  'indices:admin/open',
  'indices:admin/settings/update',
])
