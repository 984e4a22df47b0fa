/**
 * `sallyport explain GET /logs/_search --as mara`: asks a running node why a request would be allowed or refused, and prints the answer for a
 * person. The exit code is 0 where it is allowed, 2 where it is refused.
 */
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request as sendHttp } from 'node:http'
import { request as sendHttps } from 'node:https'
import type { Command } from 'commander'
import { type PlainExplanation, renderExplanation } from './explanation-text.ts'

export interface ExplainOptions {
  readonly url: string
  /** `name` or `name:password`. */
  readonly user: string
  readonly cacert?: string
  readonly as?: string
  readonly apiKey?: string
  readonly serviceAccount?: string
  readonly roles?: string
  readonly runAs?: string
  readonly data?: string
  readonly json?: boolean
}

export function addExplainCommand(program: Command): void {
  program
    .command('explain <method> <path>')
    .description('explains why a request would be allowed or refused, and what would allow it; nothing is executed')
    .option('--url <url>', 'the node', 'http://127.0.0.1:9200')
    .option('-u, --user <name[:password]>', 'who asks; the password is ELASTIC_PASSWORD where left out', 'elastic')
    .option('--cacert <file>', 'authority of the node’s certificate')
    .option('--as <user>', 'the user who would send the request; whoever asks where nobody is given')
    .option('--api-key <id>', 'the API key that would send it')
    .option('--service-account <account>', 'the service account (namespace/service) that would send it')
    .option('--roles <json>', 'roles of whoever would send it: {"name": {…}}, or @file')
    .option('--run-as <user>', 'the user as whom it would be sent')
    .option('-d, --data <body>', 'the body of the request, or @file')
    .option('--json', 'prints JSON')
    .action(async (method: string, path: string, options: ExplainOptions) => {
      const { text, isAllowed } = await explainRequest(method, path, options, process.env.ELASTIC_PASSWORD)
      process.stdout.write(text)
      process.exitCode = isAllowed ? 0 : 2
    })
}

/** Asks the node; throws what it refuses to explain. */
export async function explainRequest(
  method: string,
  path: string,
  options: ExplainOptions,
  password?: string,
): Promise<{ readonly text: string; readonly isAllowed: boolean }> {
  const reply = await ask(options, password, describe(method, path, options))
  // The node's own answer, of the version of this command or near it; what is missing is not printed.
  const explanation = JSON.parse(reply) as PlainExplanation
  const text = options.json ? `${reply}\n` : renderExplanation(explanation, `${method.toUpperCase()} ${path}`)
  return { text, isAllowed: explanation.allowed }
}

/** `@file` stands for what is in the file. */
const given = (text: string): string => (text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text)

function describe(method: string, path: string, options: ExplainOptions): string {
  const { as, apiKey, serviceAccount, roles, runAs, data } = options
  return JSON.stringify({
    method,
    path,
    user: as,
    api_key: apiKey,
    service_account: serviceAccount,
    role_descriptors: roles === undefined ? undefined : (JSON.parse(given(roles)) as unknown),
    run_as: runAs,
    body: data === undefined ? undefined : given(data),
  })
}

async function ask({ url, user, cacert }: ExplainOptions, password: string | undefined, body: string): Promise<string> {
  const target = new URL('/_sallyport/_explain', url)
  const credentials = user.includes(':') ? user : `${user}:${password ?? ''}`
  const headers = {
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  const trust = cacert === undefined ? {} : { ca: readFileSync(cacert) }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = target.protocol === 'https:' ? sendHttps : sendHttp
    send(target, { method: 'POST', headers, ...trust }, resolve)
      .on('error', reject)
      .end(body)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  if (response.statusCode !== 200) throw new Error(`the node answers ${response.statusCode}: ${reasonOf(text)}`)
  return text
}

function reasonOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { readonly error?: string | { readonly reason?: string } }
    return (typeof error === 'string' ? error : error?.reason) ?? text
  } catch {
    return text
  }
}
