/** The answers of a real Elasticsearch to requests about roles and privileges, asked of a whole node. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../../../src/index.ts'

const folder = join(process.cwd(), '../shared/reference/recordings')

interface Recorded {
  readonly name: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: string
  }
  readonly response: { readonly status: number; readonly body: unknown }
}

/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-roles put-refused-33': 'the cause of a nested query names the lookup, not the query around it',
  'security-roles put-refused-4': 'bodies that may hold secrets are not quoted',
  'security-privileges refused-3': 'a body of white space alone is refused by the parser',
  'security-has-privileges own-privileges-4': 'entries come in the order of roles; there, in that of a hash',
  'security-has-privileges own-privileges-8': 'as above',
}

const readRecording = (file: string): readonly Recorded[] =>
  readFileSync(join(folder, `${file}.ndjson`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)

/** Members that change from node to node. */
function stable(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(stable)
  const members = Object.entries(value).filter(([name]) => name !== 'nodes' && name !== 'cluster_name')
  return Object.fromEntries(members.map(([name, member]) => [name, stable(member)]))
}

/** `fetch` sends no body with GET; Elasticsearch's clients do. */
async function send(
  url: string,
  { method, path, headers = {}, body = '' }: Recorded['request'],
): Promise<{ status: number; text: string }> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const outgoing = httpRequest(`${url}${path}`, { method, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: incoming.statusCode ?? 0, text: (await incoming.setEncoding('utf8').toArray()).join('') }
}

const parsed = (text: string): unknown => (text === '' ? null : JSON.parse(text))

describe.skipIf(!existsSync(folder)).each(['security-roles', 'security-privileges', 'security-has-privileges'])(
  'recording %s',
  (file) => {
    let node: Node

    beforeAll(async () => {
      node = await start({ data: 'memory', password: 'changeme' })
    })
    afterAll(() => node.stop())

    it('is answered alike', async () => {
      for (const { name, request, response } of readRecording(file)) {
        const answer = await send(node.url, request)
        if (DIFFERENT[`${file} ${name}`]) continue
        const expected = typeof response.body === 'string' ? parsed(response.body) : response.body
        expect({ name, status: answer.status, body: stable(parsed(answer.text)) }).toEqual({
          name,
          status: response.status,
          body: stable(expected),
        })
      }
    })
  },
)
