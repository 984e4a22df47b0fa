/**
 * Plays a recording against a whole node: what a real Elasticsearch answered is what this one has to answer. Both collections are
 * understood: `security-*`, whose lines say their credentials and save members for a later `{{name}}`, and the other one, whose lines are
 * the superuser's where they say nothing and set variables for a later `${name}`.
 */
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
  /** Members of the answer that later lines name as `{{variable}}`, or `${variable}`. */
  readonly save?: Readonly<Record<string, string>>
  readonly set?: Readonly<Record<string, string>>
  /** Texts that later lines name, encoded, as `${variable}`. */
  readonly base64?: Readonly<Record<string, string>>
  readonly volatile?: readonly string[]
  readonly response: { readonly status: number; readonly headers: Record<string, unknown>; readonly body: unknown }
}

export interface PlayOptions {
  /** Lines that are answered otherwise here, by `<file> <name>`, and why: one that is answered alike after all is to leave the list. */
  readonly different: Readonly<Record<string, string>>
  /** Members that change from run to run, wherever they stand. */
  readonly changing?: readonly string[]
  readonly settings?: Readonly<Record<string, string>>
}

const linesOf = (file: string): readonly string[] =>
  readFileSync(join(folder, `${file}.ndjson`), 'utf8')
    .trim()
    .split('\n')

/** `fetch` sends no body with GET; Elasticsearch's clients do. */
async function send(
  url: string,
  { method, path, headers = {}, body = '' }: Recorded['request'],
): Promise<{ readonly status: number; readonly challenge: string; readonly text: string }> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const outgoing = httpRequest(`${url}${path}`, { method, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const challenge = (incoming.headersDistinct['www-authenticate'] ?? []).join(', ')
  return { status: incoming.statusCode ?? 0, challenge, text: (await incoming.setEncoding('utf8').toArray()).join('') }
}

/** Some recordings hold the text of an answer; some answers are no JSON. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body
  if (body === '') return null
  return /^[[{]/.test(body) ? JSON.parse(body) : body
}

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

/** Some recordings hold the lines of the challenge in one. */
const challengeOf = ({ headers }: Recorded['response']): string =>
  [(headers['www-authenticate'] ?? []) as string | string[]].flat().join(', ')

const SUPERUSER = { authorization: `Basic ${Buffer.from('elastic:changeme').toString('base64')}` }

/** The credentials of a line: its own, none, or, in the collection that says so, the superuser's. */
function withCredentials(request: Recorded['request'], byDefault: Record<string, string>): Recorded['request'] {
  const { authorization, ...headers } = { ...byDefault, ...request.headers }
  return {
    ...request,
    headers: authorization === undefined || authorization === 'none' ? headers : { ...headers, authorization },
  }
}

/** What lines say of earlier answers. */
class Variables {
  readonly #values = new Map<string, string>()
  readonly #issued = new Map<string, string>()

  #saved(name: string): string | undefined {
    if (!name.startsWith('b64:')) return this.#values.get(name)
    const parts = name.split(':').slice(1)
    return Buffer.from(parts.map((part) => this.#values.get(part)).join(':')).toString('base64')
  }

  filled(line: string): string {
    return Array.from(this.#issued)
      .reduce((text, [then, now]) => text.replaceAll(then, now), line)
      .replace(/\{\{([\w:]+)\}\}/g, (whole, name: string) => this.#saved(name) ?? whole)
      .replace(/\$\{(\w+)\}/g, (whole, name: string) => this.#values.get(name) ?? whole)
  }

  encode(texts: Recorded['base64'] = {}): void {
    for (const [name, text] of Object.entries(texts)) this.#values.set(name, Buffer.from(this.filled(text)).toString('base64'))
  }

  /** `recorded`: the answer as it was then; what it issued stands in later lines of one collection as it was. */
  save(members: Readonly<Record<string, string>>, body: unknown, recorded: unknown): void {
    for (const [name, path] of Object.entries(members)) {
      const saved = memberOf(body, path)
      if (saved === undefined) continue
      this.#values.set(name, String(saved))
      this.#issued.set(String(memberOf(recorded, path)), String(saved))
    }
  }
}

/** A suite of recordings, each on a node of its own; skipped by name where there are none. */
export function playRecordings(files: readonly string[], { different, changing = [], settings = {} }: PlayOptions): void {
  describe.skipIf(!existsSync(folder)).each([...files])('recording %s', (file) => {
    let node: Node

    beforeAll(async () => {
      const small = { 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4', 'node.name': 'node-1' }
      node = await start({ data: 'memory', password: 'changeme', settings: { ...small, ...settings } })
    })
    afterAll(() => node.stop())

    it('is answered alike', async () => {
      const variables = new Variables()
      for (const line of linesOf(file)) {
        variables.encode((JSON.parse(line) as Recorded).base64)
        const { name, request, response: then, save, set } = JSON.parse(variables.filled(line)) as Recorded
        const answer = await send(node.url, withCredentials(request, file.startsWith('security-') ? {} : SUPERUSER))
        const body = parsed(answer.text)
        variables.save({ ...save, ...set }, body, then.body)
        const { response, volatile = [] } = JSON.parse(variables.filled(line)) as Recorded
        const steady = (value: unknown): unknown => stable(value, volatile, changing)
        const got = { name, status: answer.status, challenge: answer.challenge, body: steady(body) }
        const recorded = { name, status: response.status, challenge: challengeOf(response), body: steady(parsed(response.body)) }
        if (different[`${file} ${name}`]) expect(got, 'is listed as different').not.toEqual(recorded)
        else expect(got).toEqual(recorded)
      }
    })
  })
}
