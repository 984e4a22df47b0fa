/**
 * A request body piece by piece; whoever reads slowly slows the client down. Called after the first gate. `maxLength` is the limit of the
 * whole, or none where what is held of it is limited by the caller.
 */
import type { Gunzip, Inflate } from 'node:zlib'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { type BodyRequest, bomb, ClientGone, createDecompressor, FREE_GROWTH, tooLong } from './read-body.ts'

/** Throws 413 beyond the limits, 400 for damaged compression, ClientGone where the client goes away. Leaves what it did not read. */
export async function* readPieces({ request, proceed, settings }: BodyRequest, maxLength: number): AsyncGenerator<Buffer> {
  const { maxDecompressedRatio } = settings
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > maxLength) throw tooLong(declared, maxLength)
  const decompressor = createDecompressor(request)
  proceed()
  const source = decompressor ? request.pipe(decompressor) : request
  let sent = 0
  let length = 0
  const count = (chunk: Buffer): void => {
    sent += chunk.length
  }
  if (decompressor) {
    request.on('data', count)
    request.once('close', () => request.complete || decompressor.destroy(new ClientGone()))
  }
  try {
    for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += piece.length
      if (length > maxLength) throw tooLong(`more than ${maxLength}`, maxLength)
      if (decompressor && length > FREE_GROWTH && length > sent * maxDecompressedRatio) throw bomb(maxDecompressedRatio)
      yield piece
    }
  } catch (error) {
    throw faultOf(error as Error, decompressor)
  } finally {
    if (decompressor) stopDecompressing(request, decompressor, count)
  }
}

function faultOf(error: Error, decompressor: Gunzip | Inflate | undefined): Error {
  if (error instanceof ElasticError || error instanceof ClientGone) return error
  return decompressor ? illegalArgument(`compressed request body is damaged: ${error.message}`) : new ClientGone()
}

function stopDecompressing(
  request: BodyRequest['request'],
  decompressor: Gunzip | Inflate,
  count: (chunk: Buffer) => void,
): void {
  request.unpipe(decompressor)
  request.off('data', count)
  request.pause()
  decompressor.destroy()
}
