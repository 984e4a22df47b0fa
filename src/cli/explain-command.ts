/**
 * `sallyport explain GET /logs/_search --as mara`: asks a running node why a request would be allowed or refused, and prints the answer for a
 * person. The exit code is 0 where it is allowed, 2 where it is refused.
 */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type PlainExplanation, renderExplanation } from './explanation-text.ts'
import { addRemoteOptions, call, connectRemote, passwordOf, type RemoteOptions } from './node-connection.ts'

export interface ExplainOptions extends RemoteOptions {
  readonly as?: string
  readonly apiKey?: string
  readonly serviceAccount?: string
  readonly roles?: string
  readonly runAs?: string
  readonly data?: string
  readonly json?: boolean
}

export function addExplainCommand(program: Command): void {
  addRemoteOptions(program.command('explain <method> <path>'))
    .description('explains why a request would be allowed or refused, and what would allow it; nothing is executed')
    .option('--as <user>', 'the user who would send the request; whoever asks where nobody is given')
    .option('--api-key <id>', 'the API key that would send it')
    .option('--service-account <account>', 'the service account (namespace/service) that would send it')
    .option('--roles <json>', 'roles of whoever would send it: {"name": {…}}, or @file')
    .option('--run-as <user>', 'the user as whom it would be sent')
    .option('-d, --data <body>', 'the body of the request, or @file')
    .option('--json', 'prints JSON')
    .action(async (method: string, path: string, options: ExplainOptions) => {
      const { text, isAllowed } = await explainRequest(method, path, options, await passwordOf(options))
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
  const node = connectRemote(options, password ?? '')
  const reply = await call(node, 'POST', '/_sallyport/_explain', describe(method, path, options))
  // The node's own answer, of the version of this command or near it; what is missing is not printed.
  const explanation = JSON.parse(reply) as PlainExplanation
  const text = options.json ? `${reply}\n` : renderExplanation(explanation, `${method.toUpperCase()} ${path}`)
  return { text, isAllowed: explanation.allowed }
}

/** `@file` stands for what is in the file. */
const given = (text: string): string => (text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text)

function describe(method: string, path: string, options: ExplainOptions): object {
  const { as, apiKey, serviceAccount, roles, runAs, data } = options
  return {
    method,
    path,
    user: as,
    api_key: apiKey,
    service_account: serviceAccount,
    role_descriptors: roles === undefined ? undefined : (JSON.parse(given(roles)) as unknown),
    run_as: runAs,
    body: data === undefined ? undefined : given(data),
  }
}
