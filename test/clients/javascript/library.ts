/** The official JavaScript client, from npm: 9, 8 and 7 side by side. */
import { type ClientLibrary, programSession } from '../session/play.ts'
import { NPM_NAMES, VERSIONS } from '../session/versions.ts'

const SESSION = new URL('session.mjs', import.meta.url).pathname
const refusal = 'ResponseError'

export const JAVASCRIPT: readonly ClientLibrary[] = NPM_NAMES.map((name, at) => ({
  name: `@elastic/elasticsearch ${VERSIONS.JavaScript[at]}`,
  errors: { 400: refusal, 401: refusal, 403: refusal, 404: refusal, 409: refusal },
  prepare: async () => programSession({ command: process.execPath, args: ['--no-warnings', SESSION, name] }),
  timeout: 120_000,
}))
