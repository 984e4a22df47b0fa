/** A request whose route is matched → the call that authorization decides about. Nothing is executed here. */
import { ElasticError } from '../core/errors.ts'
import { parseBoolean } from '../core/units.ts'
import type { ApiRequest, Call } from '../request/api.ts'
import { createCall } from '../request/create-call.ts'
import type { DescribedRequest } from '../request/explain.ts'
import { ParameterReader } from '../request/parameters.ts'
import type { Negotiated } from './negotiate.ts'
import { refuseUnrecognized } from './parameter-names.ts'
import { refuseSeparators } from './path-variables.ts'
import type { ReceivedHead } from './receive.ts'
import { holdsSecrets, JsonBody, NO_BODY, refusePresence } from './request-body.ts'
import type { RouteMatch, Router } from './router.ts'
import { parseTarget } from './target.ts'

type Matched = Extract<RouteMatch, { kind: 'matched' }>
type Head = Pick<ReceivedHead, 'id' | 'method' | 'uri' | 'rawPath' | 'query'> & Partial<Pick<ReceivedHead, 'remoteAddress'>>

/** What an API makes of a request that has arrived whole. */
export function parseCall(
  head: Head,
  { api, path }: Matched,
  negotiated: Pick<Negotiated, 'compatibleWith' | 'asked'>,
  body: JsonBody,
  gone?: () => AbortSignal,
): Call {
  refusePresence(api, head, body)
  const request: ApiRequest = {
    method: head.method,
    path,
    parameters: new ParameterReader(api.parameters, head.query),
    body,
    compatibleWith: negotiated.compatibleWith,
    uri: head.uri,
    remoteAddress: head.remoteAddress,
    format: negotiated.asked,
    gone,
  }
  const call = createCall(head.id, api, request)
  return readExplain(head.query.get('explain')) ? { ...call, isExplained: true } : call
}

/** APIs that take `explain` for something of their own mean that too. */
const readExplain = (text: string | undefined): boolean => text !== undefined && (text === '' || parseBoolean(text))

/** Reads a request that was described and not sent; throws what it would be refused with before authorization. */
export function parseDescribed(router: Router, id: string, { method, path, body }: DescribedRequest): Call {
  const { rawPath, rawSegments, segments, query } = parseTarget(path)
  const head = { id, method, uri: path, rawPath, query }
  const match = rawSegments ? router.match(method, rawSegments, segments) : { kind: 'unknown' as const }
  if (match.kind !== 'matched') throw noSuchRoute(method, path)
  refuseSeparators(match.path)
  refuseUnrecognized(match.api, head, false)
  return parseCall(
    head,
    match,
    { compatibleWith: 9, asked: undefined },
    body === undefined ? NO_BODY : new JsonBody(body, holdsSecrets(match.api)),
  )
}

const noSuchRoute = (method: string, path: string): ElasticError =>
  new ElasticError('illegal_argument_exception', `no handler found for uri [${path}] and method [${method}]`)
