/** The official Go client, from the module proxy. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVER_ERRORS } from '../session/asked.ts'
import { playSession, programSession, type Session } from '../session/play.ts'
import { cached, cacheFolder, compile, install, program } from '../session/toolchain.ts'
import { majorOf, VERSIONS } from '../session/versions.ts'

const SESSION = readFileSync(new URL('session.go', import.meta.url), 'utf8')

for (const version of VERSIONS.Go) {
  playSession({
    name: `go-elasticsearch ${version}`,
    errors: SERVER_ERRORS,
    prepare: () => prepare(version),
    timeout: 480_000,
  })
}

async function prepare(version: string): Promise<Session> {
  const go = program('go', 'version')
  const client = `github.com/elastic/go-elasticsearch/v${majorOf(version)}`
  const source = SESSION.replaceAll('github.com/elastic/go-elasticsearch/v9', client)
  const folder = await cached(`go-session-${version}`, source, async (draft) => {
    writeFileSync(join(draft, 'session.go'), source)
    const step = { command: go, cwd: draft, env: { GOMODCACHE: join(cacheFolder, 'go') } }
    await install({ ...step, args: ['mod', 'init', 'session'] })
    await install({ ...step, args: ['get', '-modcacherw', `${client}@v${version}`] })
    // The client's own thousands of files compile in half the time when they need not be fast.
    const fast = ['-gcflags=github.com/elastic/...=-N -l', '-ldflags=-s -w']
    await compile({ ...step, args: ['build', '-modcacherw', '-buildvcs=false', ...fast, '-o', 'session', '.'] })
  })
  return programSession({ command: join(folder, 'session'), args: [] })
}
