/** The answers of a real Elasticsearch to requests about users and credentials, asked of the first gate and the user APIs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userApis } from '../../../../src/api/security/user/index.ts'
import type { Services } from '../../../../src/api/services.ts'
import { ElasticError, parseFailure } from '../../../../src/core/errors.ts'
import { parseJsonText } from '../../../../src/core/json/parse.ts'
import type { JsonObject } from '../../../../src/core/json/value.ts'
import { writeJsonText } from '../../../../src/core/json/write.ts'
import { claimAccessIssuer } from '../../../../src/request/access.ts'
import type { AnyApi, RequestBody } from '../../../../src/request/api.ts'
import { actingSubject } from '../../../../src/request/identity.ts'
import { ParameterReader } from '../../../../src/request/parameters.ts'
import type { Reply } from '../../../../src/request/reply.ts'
import { fakeHead } from '../../../authn/fake-head.ts'
import { type Node, openNode } from '../../../authn/open-node.ts'

const folder = join(process.cwd(), '../shared/reference/recordings')

interface Recorded {
  readonly name: string
  readonly request: {
    method: string
    path: string
    headers?: Record<string, string | string[]>
    body?: string | null
  }
  /** Variables for later `${name}`: base64 of a text. */
  readonly base64?: Record<string, string>
  readonly response: { status: number; headers: Record<string, unknown>; body: unknown }
}

function readRecording(file: string): readonly Recorded[] {
  // The body of a skipped suite runs too.
  if (!existsSync(folder)) return []
  const variables = new Map<string, string>()
  return readFileSync(join(folder, `${file}.ndjson`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { base64 = {} } = JSON.parse(line) as Recorded
      for (const [name, text] of Object.entries(base64)) variables.set(name, Buffer.from(text).toString('base64'))
      return JSON.parse(line.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables.get(name) ?? whole)) as Recorded
    })
}

const issueAccess = claimAccessIssuer()

function matchRoute(api: AnyApi, method: string, segments: readonly string[]): ReadonlyMap<string, string> | undefined {
  for (const route of api.routes) {
    const parts = route.path.split('/').filter((part) => part !== '')
    if (route.method !== method || parts.length !== segments.length) continue
    const variables = new Map<string, string>()
    const fits = parts.every((part, at) => {
      if (!part.startsWith('{')) return part === segments[at]
      variables.set(part.slice(1, -1), decodeURIComponent(segments[at] as string))
      return true
    })
    if (fits) return variables
  }
  return undefined
}

const variables = (api: AnyApi): number => (api.scope === 'self' ? 0 : 1)

function bodyOf(text: string | null | undefined, kind: AnyApi['body']): RequestBody {
  if (kind === 'required' && !text) throw parseFailure('request body is required')
  const json = () => parseJsonText(text ?? '')
  return { present: Boolean(text), bytes: Buffer.from(text ?? ''), json, object: () => json() as JsonObject }
}

/** Sends a recorded request, with an authorizer that allows everything. */
async function send(node: Node, { method, path, headers, body }: Recorded['request']): Promise<Reply | ElasticError | undefined> {
  const [rawPath = '', query = ''] = path.split('?')
  const segments = rawPath.split('/').filter((part) => part !== '')
  try {
    const identity = await node.authenticator.identify(fakeHead(headers, path))
    // A literal segment before a variable one, as the router has it.
    const fitting = userApis.filter((candidate) => matchRoute(candidate, method, segments))
    const api = fitting.sort((one, other) => variables(one) - variables(other))[0]
    if (api?.by !== 'server') return undefined
    const request = {
      method,
      path: matchRoute(api, method, segments) as ReadonlyMap<string, string>,
      parameters: new ParameterReader(api.parameters, new Map(new URLSearchParams(query))),
      body: bodyOf(body, api.body),
      compatibleWith: 9,
      uri: path,
    } as const
    const input: unknown = api.parse(request)
    const targets = api.targets(input)
    const username = (targets.kind === 'self' && targets.username) || actingSubject(identity).username
    const grants = targets.kind === 'self' ? ({ kind: 'self', username } as const) : ({ kind: 'cluster' } as const)
    const access = issueAccess({ requestId: 'r', action: api.action, identity, grants })
    const { users, profiles } = node.identity
    const facts = { nodeId: 'ws0-1Z_PQPCjcUTeGAZ8aA', nodeName: 'node-1', clusterName: 'oracle' }
    return await api.handle({ users, profiles, logins: node.logins, node: facts } as Services, input, access)
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
}

/** Rendered as `http/error-body.ts` does, as far as the recordings go. */
function errorJson(error: ElasticError): Record<string, unknown> {
  const { members = {}, headers = {}, causedBy } = error.details
  const header = Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
  return {
    type: error.type,
    reason: error.reason,
    ...members,
    ...(causedBy ? { caused_by: errorJson(causedBy) } : {}),
    ...(Object.keys(headers).length > 0 ? { header } : {}),
  }
}

/** Other APIs, and what the front does: parameters, `OPTIONS`, YAML. */
const UNTESTED =
  /\/_security\/(role|api_key|oauth2|service|_query\/(role|api_key)|privilege)|_privileges|\?foo|OPTIONS|password: abcdef|\{\{|\$\{/
/** Elasticsearch looks at the second identity only where a handler exists; here it is checked with the first. */
const DIFFERENT = new Set(['GET /nohandler/x/y/z'])
const isOurs = ({ request, response }: Recorded): boolean =>
  !UNTESTED.test(JSON.stringify(request)) &&
  !DIFFERENT.has(`${request.method} ${request.path}`) &&
  response.status !== 403 &&
  response.status !== 405 &&
  response.status !== 406

describe.skipIf(!existsSync(folder))('recordings of a real server (needs ../shared)', () => {
  const files = [
    'security-users',
    'security-authentication-errors',
    'security-run-as',
    'security-secondary',
    'security_auth',
    'special_security_basic',
    'special_security_anonymous',
  ]
  describe.each(files)('%s', (file) => {
    let node: Node
    beforeAll(async () => {
      node = await openNode(file.endsWith('anonymous') ? { anonymous: { username: '_anon', roles: ['viewer'] } } : {})
      await node.identity.reserved.ensureElasticPassword({ password: 'changeme' })
    })
    afterAll(() => node.close())

    it.each(
      readRecording(file)
        .filter(isOurs)
        .map((recorded) => [recorded.name, recorded] as const),
    )('%s', async (_name, { request, response }) => {
      const headers: Record<string, string | string[]> = { authorization: 'Basic ZWxhc3RpYzpjaGFuZ2VtZQ==', ...request.headers }
      if (headers.authorization === 'none') delete headers.authorization
      if (file.startsWith('security-') && !request.headers?.authorization) delete headers.authorization
      const answer = await send(node, { ...request, headers })
      // Not one of these APIs: that it passed the gate is all that can be seen here.
      if (answer === undefined) return expect(response.status).not.toBe(401)
      expect(answer.status).toBe(response.status)
      if (answer instanceof ElasticError) {
        if (response.body === null || typeof response.body === 'string') return
        const { root_cause: _, ...error } = (response.body as { error: Record<string, unknown> }).error
        if (answer.type.startsWith('x_content')) return expect(answer.type).toBe(error.type)
        return expect(errorJson(answer)).toEqual(error)
      }
      if (request.path.includes('filter_path') || typeof response.body === 'string') return
      expect(JSON.parse(writeJsonText(answer.body as JsonObject))).toEqual(response.body)
    })
  })
})
