/** What Node's parser gave up on: answered on the bare socket in the same form as everything else, then closed. */
import type { Socket } from 'node:net'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { writeJson } from '../core/json/write.ts'
import { errorReply } from './error-body.ts'
import { tooLongHeader } from './header-table.ts'
import type { HttpSettings } from './settings.ts'

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  417: 'Expectation Failed',
}

/** The refusal that an error of Node's parser stands for; undefined where nobody is left to answer. */
export function malformedRequest(
  error: NodeJS.ErrnoException & { reason?: string },
  settings: HttpSettings,
): ElasticError | undefined {
  const { code = '' } = error
  if (code === 'HPE_HEADER_OVERFLOW') return tooLongHeader(settings.maxHeaderSize)
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ElasticError('timeout_exception', 'the request did not arrive in time', { status: 408 })
  }
  const reason = error.reason ?? error.message
  if (/content-length/i.test(reason) && /transfer-encoding/i.test(reason)) {
    const text = 'Content-Length are not allowed in HTTP/1.1 messages that contains a Transfer-Encoding header.'
    return new ElasticError('content_length_not_allowed_exception', text)
  }
  if (/\b(?:CR)?LF\b/.test(reason)) {
    const text = 'Line Feed must be preceded by Carriage Return when terminating HTTP start- and header field-lines'
    return new ElasticError('invalid_line_separator_exception', text)
  }
  return code.startsWith('HPE_') ? illegalArgument(`malformed HTTP request: ${reason}`) : undefined
}

/** Writes a refusal to a socket that has no response of Node's, and closes it. */
export function refuseOnSocket(socket: Socket, error: ElasticError, settings: HttpSettings): void {
  socket.on('error', () => {})
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { body, status } = errorReply(error, { detailed: settings.detailedErrors, trace: false })
  const bytes = writeJson(body)
  const head = [
    `HTTP/1.1 ${status} ${PHRASES[status] ?? 'Bad Request'}`,
    'X-elastic-product: Elasticsearch',
    'content-type: application/json',
    `content-length: ${bytes.length}`,
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]))
}
