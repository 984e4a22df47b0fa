/** The official Perl client, from Debian's package libsearch-elasticsearch-perl. */
import { playSession, programSession } from '../session/play.ts'
import { program } from '../session/toolchain.ts'

const SESSION = new URL('session.pl', import.meta.url).pathname

playSession({
  name: 'Search::Elasticsearch 8.00 (Perl)',
  errors: { 400: 'Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Missing', 409: 'Conflict' },
  prepare: async () => {
    const perl = program('perl', '-MSearch::Elasticsearch=8.00', '-MIO::Socket::SSL', '-e', '1')
    return programSession({ command: perl, args: [SESSION] })
  },
  timeout: 60_000,
})
