/** The official Python client, from PyPI. */
import { type ClientLibrary, programSession, type Session } from '../session/play.ts'
import { cached, install, program } from '../session/toolchain.ts'
import { majorOf, VERSIONS } from '../session/versions.ts'

const SESSION = new URL('session.py', import.meta.url).pathname
const common = {
  401: 'AuthenticationException',
  403: 'AuthorizationException',
  404: 'NotFoundError',
  409: 'ConflictError',
}

export const PYTHON: readonly ClientLibrary[] = VERSIONS.Python.map((version) => ({
  name: `elasticsearch-py ${version}`,
  errors: { ...common, 400: majorOf(version) === 7 ? 'RequestError' : 'BadRequestError' },
  prepare: () => prepare(`elasticsearch==${version}`),
  timeout: 180_000,
}))

async function prepare(requirement: string): Promise<Session> {
  const python = program('python3', '--version')
  const packages = await cached(requirement.replace('==', '-'), requirement, async (folder) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore']
    await install({ command: python, args: [...args, '--target', folder, requirement] })
  })
  const env = { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  return programSession({ command: python, args: ['-W', 'ignore', SESSION], env })
}
