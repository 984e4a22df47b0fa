/**
 * The bytes of a request body, within limits: size as sent, size and growth when decompressed. Called after the first gate only; nothing is
 * buffered before. What cannot be taken leaves the rest of the body unread.
 */
import type { IncomingMessage } from 'node:http'
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { notAcceptable } from './negotiate.ts'
import type { HttpSettings } from './settings.ts'

/** The client went away before its body was whole: there is nobody to answer. */
export class ClientGone extends Error {}

/** Growth within the first MiB is nobody's concern. */
export const FREE_GROWTH = 1024 * 1024
const NO_BYTES = Buffer.alloc(0)

/** Whether a request announces a body. */
export const announcesBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0

export interface BodyRequest {
  readonly request: IncomingMessage
  /** Lets a client send that waits for `100 Continue`. */
  readonly proceed: () => void
  readonly settings: HttpSettings
}

export async function readBody(body: BodyRequest): Promise<Buffer> {
  const { request, settings } = body
  const { maxContentLength } = settings
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > maxContentLength) throw tooLong(declared, maxContentLength)
  const decompressor = createDecompressor(request)
  body.proceed()
  return decompressor ? inflate(request, decompressor, settings) : collect(request, maxContentLength)
}

/** 413. */
export const tooLong = (length: number | string, limit: number): ElasticError =>
  new ElasticError(
    'content_too_long_exception',
    `request body of [${length}] bytes is longer than [http.max_content_length], [${limit}]`,
  )

/** undefined: it comes as it is; 406 for a coding that is not offered. */
export function createDecompressor(request: IncomingMessage): Gunzip | Inflate | undefined {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase()
  if (encoding === undefined || encoding === '' || encoding === 'identity') return undefined
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  throw notAcceptable(`Content-Encoding [${encoding}] is not supported`)
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const onData = (chunk: Buffer): void => {
      length += chunk.length
      if (length > limit) fail(tooLong(`more than ${limit}`, limit))
      else chunks.push(chunk)
    }
    const fail = (error: Error): void => {
      stopReading(request, onData)
      reject(error)
    }
    request.on('data', onData)
    request.once('end', () =>
      resolve(chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? NO_BYTES : Buffer.concat(chunks, length)),
    )
    request.once('error', () => reject(new ClientGone()))
    request.once('close', () => reject(new ClientGone()))
  })
}

function stopReading(request: IncomingMessage, onData: (chunk: Buffer) => void): void {
  request.off('data', onData)
  request.pause()
}

function inflate(request: IncomingMessage, decompressor: Gunzip | Inflate, settings: HttpSettings): Promise<Buffer> {
  const { maxContentLength, maxDecompressedRatio } = settings
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let sent = 0
    let length = 0
    const onData = (chunk: Buffer): void => {
      sent += chunk.length
      if (!decompressor.write(chunk)) request.pause()
    }
    const fail = (error: Error): void => {
      stopReading(request, onData)
      decompressor.destroy()
      reject(error)
    }
    decompressor.on('drain', () => request.resume())
    decompressor.on('data', (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length > maxContentLength) fail(tooLong(`more than ${maxContentLength}`, maxContentLength))
      else if (length > FREE_GROWTH && length > sent * maxDecompressedRatio) fail(bomb(maxDecompressedRatio))
    })
    decompressor.once('end', () => resolve(Buffer.concat(chunks, length)))
    decompressor.once('error', (error) => fail(illegalArgument(`compressed request body is damaged: ${error.message}`)))
    request.on('data', onData)
    request.once('end', () => decompressor.end())
    request.once('error', () => fail(new ClientGone()))
    request.once('close', () => {
      if (!request.readableEnded) fail(new ClientGone())
    })
  })
}

/** 413 of what grows beyond measure. */
export const bomb = (ratio: number): ElasticError =>
  new ElasticError('content_too_long_exception', `compressed request body grows to more than [${ratio}] times its size`)
