/** curl, with the options its manual gives for each credential. */
import { type Asked, askingSession, type Reply, SERVER_ERRORS } from '../session/asked.ts'
import { playSession } from '../session/play.ts'
import type { Brief, Credential } from '../session/stage.ts'
import { program, run } from '../session/toolchain.ts'

playSession({
  name: 'curl',
  errors: SERVER_ERRORS,
  prepare: async () => {
    const command = program('curl', '--version')
    return askingSession((brief) => (asked, as, secondary) => curl(command, brief, asked, as, secondary))
  },
  timeout: 120_000,
})

async function curl(command: string, brief: Brief, asked: Asked, as: Credential, secondary?: string): Promise<Reply> {
  const { method, path, query, body } = asked
  const lines = Array.isArray(body)
  const args = [
    ...['--silent', '--show-error', '--write-out', '\n%{http_code}', '--request', method],
    ...(brief.ca === undefined ? [] : ['--cacert', brief.ca]),
    ...login(as),
    ...(secondary === undefined ? [] : ['--header', `es-secondary-authorization: ${secondary}`]),
    ...(body === undefined
      ? []
      : ['--header', `content-type: application/${lines ? 'x-ndjson' : 'json'}`, '--data-binary', '@-']),
    `${brief.url}${path}${query === undefined ? '' : `?${query}`}`,
  ]
  const input = lines ? body.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body)
  const { code, output, errors } = await run({ command, args, input, limit: 20_000 })
  if (code !== 0) throw new Error(`curl ended with ${code}: ${errors}`)
  const [status = ''] = /\d+$/.exec(output) ?? []
  return { status: Number(status), answer: JSON.parse(output.slice(0, -status.length)) }
}

function login(as: Credential): readonly string[] {
  if (as.scheme === 'basic') return ['--user', `${as.username}:${as.password}`]
  if (as.scheme === 'bearer') return ['--oauth2-bearer', as.secret]
  return as.scheme === 'api_key' ? ['--header', `Authorization: ApiKey ${as.secret}`] : []
}
