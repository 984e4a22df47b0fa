/** The official Ruby client, from Debian's package ruby-elasticsearch. */
import { playSession, programSession } from '../session/play.ts'
import { program } from '../session/toolchain.ts'
import { VERSIONS } from '../session/versions.ts'

const [VERSION] = VERSIONS.Ruby
const SESSION = new URL('session.rb', import.meta.url).pathname

playSession({
  name: `elasticsearch-ruby ${VERSION}`,
  errors: { 400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 409: 'Conflict' },
  prepare: async () => {
    const ruby = program('ruby', '-e', `gem 'elasticsearch', '~> ${VERSION}'`)
    return programSession({ command: ruby, args: ['-W0', SESSION] })
  },
  timeout: 120_000,
})
