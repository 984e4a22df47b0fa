/** The official Python client, from PyPI. */
import { playSession, programSession, type Session } from '../session/play.ts'
import { cached, install, program } from '../session/toolchain.ts'

const SESSION = new URL('session.py', import.meta.url).pathname
const common = {
  401: 'AuthenticationException',
  403: 'AuthorizationException',
  404: 'NotFoundError',
  409: 'ConflictError',
}

for (const { version, bad } of [
  { version: '9.5.1', bad: 'BadRequestError' },
  { version: '8.19.3', bad: 'BadRequestError' },
  { version: '7.17.13', bad: 'RequestError' },
]) {
  playSession({
    name: `elasticsearch-py ${version}`,
    errors: { ...common, 400: bad },
    prepare: () => prepare(`elasticsearch==${version}`),
    timeout: 180_000,
  })
}

async function prepare(requirement: string): Promise<Session> {
  const python = program('python3', '--version')
  const packages = await cached(requirement.replace('==', '-'), requirement, async (folder) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore']
    await install({ command: python, args: [...args, '--target', folder, requirement] })
  })
  const env = { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  return programSession({ command: python, args: ['-W', 'ignore', SESSION], env })
}
