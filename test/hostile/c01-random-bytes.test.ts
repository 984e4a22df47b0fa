/** C01, C15: whatever bytes arrive, in whatever pieces, and whenever the peer leaves: the server answers the next one. */
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { ServerEvent } from '../../src/observe/events.ts'
import { type Front, startFront } from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

const PIECES = [
  'GET / HTTP/1.1\r\n',
  'POST /t/_search HTTP/1.1\r\n',
  'PUT /t/_doc/%41?refresh&pretty HTTP/1.0\r\n',
  'Host: x\r\n',
  'Content-Type: application/json\r\n',
  'Content-Length: 7\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Encoding: gzip\r\n',
  'Expect: 100-continue\r\n',
  'Connection: close\r\n',
  'Accept: application/yaml\r\n',
  'X-Opaque-Id: é\r\n',
  '\r\n',
  '{"a":1}',
  '7\r\n{"a":1}\r\n0\r\n\r\n',
  '\u001f\u008b\b\0',
  '\n',
  '\0',
]

/** Sends pieces and leaves: politely, abruptly, or when answered. */
function visit(port: number, pieces: readonly string[], leave: 'end' | 'reset' | 'wait'): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(Buffer.from(piece, 'latin1'))
      if (leave === 'end') socket.end()
      if (leave === 'reset') socket.resetAndDestroy()
      if (leave === 'wait') socket.setTimeout(50, () => socket.destroy())
    })
    socket.on('data', () => {})
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
}

describe('any bytes', () => {
  it('leave the server alive and without a defect', async () => {
    const events: ServerEvent[] = []
    front = await startFront({ observer: { emit: (event) => events.push(event) } })
    const { port, url } = front
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 14 }),
        fc.constantFrom('end', 'reset', 'wait'),
        async (pieces, leave) => {
          await visit(port, pieces, leave as 'end')
        },
      ),
      { numRuns: 300 },
    )
    expect((await fetch(url)).status).toBe(200)
    expect(events.filter(({ kind }) => kind === 'internal_error')).toEqual([])
  })
})
