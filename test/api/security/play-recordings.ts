/** Plays a recording against a whole node: what a real Elasticsearch answered is what this one has to answer. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../../src/index.ts'

const folder = join(process.cwd(), '../shared/reference/recordings')

interface Recorded {
  readonly name: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: string
  }
  /** Members of the answer that later lines name as `{{variable}}`. */
  readonly save?: Readonly<Record<string, string>>
  readonly volatile?: readonly string[]
  readonly response: { readonly status: number; readonly headers: Record<string, unknown>; readonly body: unknown }
}

export interface PlayOptions {
  /** Lines that are answered otherwise here, by `<file> <name>`, and why. */
  readonly different: Readonly<Record<string, string>>
  /** Members that change from run to run, wherever they stand. */
  readonly changing?: readonly string[]
}

const linesOf = (file: string): readonly string[] =>
  readFileSync(join(folder, `${file}.ndjson`), 'utf8')
    .trim()
    .split('\n')

/** `fetch` sends no body with GET; Elasticsearch's clients do. */
async function send(
  url: string,
  { method, path, headers = {}, body = '' }: Recorded['request'],
): Promise<{ readonly status: number; readonly challenge: readonly string[]; readonly text: string }> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const outgoing = httpRequest(`${url}${path}`, { method, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const challenge = incoming.headersDistinct['www-authenticate'] ?? []
  return { status: incoming.statusCode ?? 0, challenge, text: (await incoming.setEncoding('utf8').toArray()).join('') }
}

/** Some recordings hold the text of an answer. */
const parsed = (body: unknown): unknown => (typeof body === 'string' ? (body === '' ? null : JSON.parse(body)) : body)

const memberOf = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)

/** Without what changes from run to run. */
function stable(value: unknown, volatile: readonly string[], changing: readonly string[], at = ''): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((member) => stable(member, volatile, changing, `${at}*.`))
  const members = Object.entries(value)
    .filter(([name]) => name !== 'nodes' && name !== 'cluster_name' && !changing.includes(name))
    .filter(([name]) => !volatile.includes(`${at}${name}`))
  return Object.fromEntries(members.map(([name, member]) => [name, stable(member, volatile, changing, `${at}${name}.`)]))
}

const challengeOf = ({ headers }: Recorded['response']): readonly string[] =>
  [(headers['www-authenticate'] ?? []) as string | string[]].flat()

/** A suite of recordings, each on a node of its own; skipped by name where there are none. */
export function playRecordings(files: readonly string[], { different, changing = [] }: PlayOptions): void {
  describe.skipIf(!existsSync(folder)).each([...files])('recording %s', (file) => {
    let node: Node

    beforeAll(async () => {
      node = await start({
        data: 'memory',
        password: 'changeme',
        settings: { 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4', 'node.name': 'node-1' },
      })
    })
    afterAll(() => node.stop())

    it('is answered alike', async () => {
      const variables = new Map<string, string>()
      const savedAs = (name: string): string | undefined => {
        if (!name.startsWith('b64:')) return variables.get(name)
        const parts = name.split(':').slice(1)
        return Buffer.from(parts.map((part) => variables.get(part)).join(':')).toString('base64')
      }
      const filled = (line: string): string => line.replace(/\{\{([\w:]+)\}\}/g, (whole, name: string) => savedAs(name) ?? whole)
      for (const line of linesOf(file)) {
        const { name, request, save = {} } = JSON.parse(filled(line)) as Recorded
        const answer = await send(node.url, request)
        const body = parsed(answer.text)
        for (const [variable, path] of Object.entries(save)) {
          const saved = memberOf(body, path)
          if (saved !== undefined) variables.set(variable, String(saved))
        }
        if (different[`${file} ${name}`]) continue
        const { response, volatile = [] } = JSON.parse(filled(line)) as Recorded
        const steady = (value: unknown): unknown => stable(value, volatile, changing)
        const expected = { status: response.status, challenge: challengeOf(response), body: steady(parsed(response.body)) }
        expect({ name, status: answer.status, challenge: answer.challenge, body: steady(body) }).toEqual({ name, ...expected })
      }
    })
  })
}
