/**
 * PHP and .NET: their registries are not to be had where these tests run, so their requests are replayed as their sources write them.
 * What a library makes of the replies, beyond the product header and the content type, is not shown by this.
 */
import { SERVER_ERRORS } from '../session/asked.ts'
import { playSession } from '../session/play.ts'
import { VERSIONS } from '../session/versions.ts'
import { net } from './net.ts'
import { php } from './php.ts'
import { replayedSession } from './wire.ts'

const [php9, php8] = VERSIONS.PHP
const [net9, net8] = VERSIONS['.NET']

for (const dialect of [
  php({ version: php9, transport: '9.0.1', library: 'curl' }),
  php({ version: php8, transport: '8.10.0', library: 'guzzle 7.9.2' }),
  net({ version: net9, transport: '0.10.1', compressed: true }),
  net({ version: net8, transport: '0.8.1', compressed: false }),
]) {
  playSession({ name: dialect.name, errors: SERVER_ERRORS, prepare: async () => replayedSession(dialect), timeout: 120_000 })
}
