/** The official JavaScript client, from npm: 9, 8 and 7 side by side. */
import manifest from '../../../package.json' with { type: 'json' }
import { playSession, programSession } from '../session/play.ts'

const SESSION = new URL('session.mjs', import.meta.url).pathname
const refusal = 'ResponseError'

for (const name of ['@elastic/elasticsearch', 'es8', 'es7'] as const) {
  const version = manifest.devDependencies[name].split('@').at(-1)
  playSession({
    name: `@elastic/elasticsearch ${version}`,
    errors: { 400: refusal, 401: refusal, 403: refusal, 404: refusal, 409: refusal },
    prepare: async () => programSession({ command: process.execPath, args: ['--no-warnings', SESSION, name] }),
    timeout: 60_000,
  })
}
