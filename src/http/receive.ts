/** Node's request → `RequestHead`: the one place where the head is parsed. Refuses what two parsers could read differently. */
import type { IncomingMessage } from 'node:http'
import { ElasticError } from '../core/errors.ts'
import type { RequestHead } from '../request/head.ts'
import { type HeaderTable, readHeaders } from './header-table.ts'
import type { HttpSettings } from './settings.ts'
import { parseTarget, type RequestTarget } from './target.ts'

/** The head with what only the router needs. */
export interface ReceivedHead extends RequestHead, RequestTarget {
  readonly headers: HeaderTable
}

/** `<method> <target> HTTP/1.1` and its line end, without the target. */
const LINE_OVERHEAD = 12

/** `id` names the request in logs and in Access values. */
export function receiveHead(request: IncomingMessage, id: string, settings: HttpSettings): ReceivedHead {
  const method = request.method ?? ''
  const uri = request.url ?? ''
  if (method.length + uri.length + LINE_OVERHEAD > settings.maxInitialLineLength) throw tooLongLine(settings.maxInitialLineLength)
  const headers = readHeaders(request, settings)
  const { rawPath, rawSegments, segments, query } = parseTarget(uri)
  const remoteAddress = request.socket.remoteAddress ?? ''
  return { id, method, uri, rawPath, rawSegments, segments, query, headers, remoteAddress }
}

export const tooLongLine = (limit: number): ElasticError =>
  new ElasticError('too_long_http_line_exception', `An HTTP line is larger than ${limit} bytes.`)
