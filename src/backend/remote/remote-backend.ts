/**
 * The backend that is somebody's cluster: its names as a catalogue, calls put to it within their access. Made by `open-upstream.ts`; the
 * gateway's own records never come here.
 */
import { systemClock } from '../../core/clock.ts'
import type { Access } from '../../request/access.ts'
import type { AnyApi } from '../../request/api.ts'
import type { Backend } from '../../request/backend.ts'
import { ownerOf } from '../../request/owner.ts'
import type { LongReadStep, UpstreamRequest } from '../../request/remote-form.ts'
import type { Reply } from '../../request/reply.ts'
import { CONFIGURED } from './configured-api.ts'
import { mediaTypes } from './differences.ts'
import { forward } from './forward.ts'
import type { BackendApiOf, RemoteInput } from './gateway-apis.ts'
import { LongReads } from './long-reads.ts'
import { NamesWatch } from './names-watch.ts'
import type { UpstreamProduct } from './product.ts'
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
  const longReads = new LongReads(settings.longReadKey, settings.longReadLimits, systemClock)
  watch.start()

  /** Puts a request to the cluster in its words, and the reply in those of Elasticsearch. */
  const sender = (
    api: BackendApiOf,
    input: RemoteInput,
    product: UpstreamProduct,
  ): ((request: UpstreamRequest) => Promise<Reply>) => {
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
    const { names, product } = watch
    if (!product) throw noNodeAvailable()
    const send = sender(api, input, product)
    const room = settings.maxInitialLineLength - Math.min(LINE_REST, settings.maxInitialLineLength / 2)
    const { destructiveRequiresName } = settings
    try {
      return await forward({ api, input, access, names, product, longReads, destructiveRequiresName, room, send })
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
    longReadNames: (id, caller) => {
      const owner = ownerOf(caller)
      return (longReads.find('pointInTime', id, owner) ?? longReads.find('scroll', id, owner))?.names
    },
    execute: (api: Extract<AnyApi, { by: 'backend' }>, input: unknown, access: Access) =>
      execute(api, input as RemoteInput, access),
    close: async () => {
      watch.stop()
      await cluster.close()
    },
  }
}

/** Doing it twice does no harm: reads, by what they are allowed as. */
const isRead = ({ action }: BackendApiOf, { request: { method }, reading }: RemoteInput): boolean =>
  !isNextPage(reading?.longRead) && (method === 'GET' || method === 'HEAD' || action.startsWith('indices:data/read/'))

/** A page of a scroll is read once. */
const isNextPage = (longRead: LongReadStep | undefined): boolean => longRead?.step === 'read' && longRead.kind === 'scroll'

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
