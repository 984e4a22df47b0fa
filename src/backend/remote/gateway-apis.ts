/**
 * The declared APIs as a gateway offers them: the same names, routes, actions and parameters, read so far as to know what they name, and kept
 * as they came for the way up. Called by `open-upstream.ts`.
 */
import { illegalArgument } from '../../core/errors.ts'
import type { AnyApi, ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import type { BulkLine, Reading } from '../../request/remote-form.ts'

export type BackendApiOf = Extract<AnyApi, { by: 'backend' }>

/** What a gateway keeps of a call for the backend. */
export interface RemoteInput {
  readonly request: ApiRequest
  readonly targets: Targets
  /** What the API itself made of the request; undefined where it was only read for names. */
  readonly own: unknown
  readonly reading: Reading | undefined
  readonly lines: readonly BulkLine[]
}

/** Own APIs stay as they are, but for what they leave to the cluster. */
export const gatewayApis = (apis: readonly AnyApi[]): readonly AnyApi[] =>
  apis.map((api) => {
    if (api.by === 'backend') return gatewayApi(api)
    return api.parseForCluster ? { ...api, parse: api.parseForCluster } : api
  })

function gatewayApi(api: BackendApiOf): AnyApi {
  const { actionFor } = api
  return {
    ...api,
    parse: (request): RemoteInput => readRequest(api, request),
    targets: ({ targets }: RemoteInput) => targets,
    ...(actionFor ? { actionFor: ({ own }: RemoteInput) => actionFor(own) } : {}),
  }
}

function readRequest(api: BackendApiOf, request: ApiRequest): RemoteInput {
  const form = api.remote
  if (!form) throw illegalArgument(`[${api.name}] is not supported in front of a cluster`)
  const nothing = { request, own: undefined, reading: undefined, lines: [] }
  if (form.kind === 'bulk') return { ...nothing, ...form.read(request) }
  if ('read' in form && form.read) {
    const reading = form.read(request)
    return { ...nothing, own: reading.own, reading, targets: reading.targets }
  }
  const own: unknown = api.parse(request)
  return { ...nothing, own, targets: api.targets(own) }
}
