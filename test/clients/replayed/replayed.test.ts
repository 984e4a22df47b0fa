/**
 * PHP and .NET: their registries are not to be had where these tests run, so their requests are replayed as their sources write them. What a library makes of the replies beyond the product header and the content type is not shown by this.
 */
import { SERVER_ERRORS } from '../session/asked.ts'
import { playSession } from '../session/play.ts'
import { net } from './net.ts'
import { php } from './php.ts'
import { replayedSession } from './wire.ts'

for (const dialect of [
  php({ version: '9.3.0', transport: '9.0.1', library: 'curl' }),
  php({ version: '8.17.1', transport: '8.10.0', library: 'guzzle 7.9.2' }),
  net({ version: '9.1.0', transport: '0.10.1', compressed: true }),
  net({ version: '8.19.0', transport: '0.8.1', compressed: false }),
]) {
  playSession({ name: dialect.name, errors: SERVER_ERRORS, prepare: async () => replayedSession(dialect), timeout: 60_000 })
}
