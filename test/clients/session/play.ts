/** Plays the session with one client library, in the clear and with TLS, and holds what it reports against what it must have seen. */
import { describe, expect, it } from 'vitest'
import { type Brief, type StageOptions, setStage } from './stage.ts'
import { type Run, run, Unavailable } from './toolchain.ts'

/** Does what the brief says and tells what it saw. */
export type Session = (brief: Brief) => Promise<unknown>

/** The library's typed exceptions, by status. */
export interface ErrorTypes {
  readonly 400: string
  readonly 401: string
  readonly 403: string
  readonly 404: string
  readonly 409: string
}

export interface ClientLibrary {
  readonly name: string
  readonly errors: ErrorTypes
  /** Installs what is missing; throws `Unavailable` where that cannot be. */
  prepare(): Promise<Session>
  /** Longer than the slowest installation, in milliseconds. */
  readonly timeout: number
}

/** How the library reaches a node, and what kind of node that is. */
export interface Setting extends StageOptions {
  readonly transport: string
}

const ALONE: readonly Setting[] = [
  { transport: 'http', tls: false },
  { transport: 'https, trusting the authority', tls: true },
]

export function playSession({ name, errors, prepare, timeout }: ClientLibrary, settings = ALONE): void {
  describe(name, () => {
    it.for(settings)('does its work with every credential over $transport', { timeout }, async (setting, { skip }) => {
      const session = await orSkip(prepare, name, skip)
      const stage = await setStage(setting)
      try {
        expect(await session(stage.brief)).toEqual(expectedOf(stage.brief, errors))
      } finally {
        await stage.end()
      }
    })
  })
}

/** A session that is a program: the brief on its standard input, what it saw on its standard output. */
export function programSession(start: Run): Session {
  return async (brief) => {
    const played = await run({ ...start, input: JSON.stringify(brief), limit: 110_000 })
    if (played.code !== 0) throw new Error(`[${start.command}] ended with ${played.code}: ${played.output}${played.errors}`)
    return JSON.parse(played.output)
  }
}

async function orSkip<T>(prepare: () => Promise<T>, name: string, skip: (note: string) => never): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    process.stderr.write(`skipped: ${name}: ${error.message}\n`)
    return skip(error.message)
  }
}

function expectedOf({ credentials, refused, secondary, documents }: Brief, types: ErrorTypes): object {
  const error = (status: keyof ErrorTypes) => ({ status, type: types[status] })
  const done = {
    info: 'You Know, for Search',
    created: true,
    bulk: { errors: false, items: documents.length },
    got: '東京',
    found: ['Heidelberg'],
    count: documents.length,
    missing: error(404),
    conflict: error(409),
    again: error(400),
    deleted: true,
  }
  const named = <T>(list: readonly { readonly name: string }[], value: (name: string) => T) =>
    Object.fromEntries(list.map(({ name }) => [name, value(name)]))
  return {
    credentials: named(credentials, () => done),
    refused: named(refused, () => error(401)),
    powerless: error(403),
    secondary: named(secondary, (name) => (name === 'wrong' ? error(401) : 'clerk')),
  }
}
