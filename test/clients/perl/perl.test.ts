/** The official Perl client, from Debian's package libsearch-elasticsearch-perl. */
import { playSession, programSession } from '../session/play.ts'
import { program } from '../session/toolchain.ts'
import { VERSIONS } from '../session/versions.ts'

const [VERSION] = VERSIONS.Perl
const SESSION = new URL('session.pl', import.meta.url).pathname

playSession({
  name: `Search::Elasticsearch ${VERSION} (Perl)`,
  errors: { 400: 'Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Missing', 409: 'Conflict' },
  prepare: async () => {
    const perl = program('perl', `-MSearch::Elasticsearch=${VERSION}`, '-MIO::Socket::SSL', '-e', '1')
    return programSession({ command: perl, args: [SESSION] })
  },
  timeout: 120_000,
})
