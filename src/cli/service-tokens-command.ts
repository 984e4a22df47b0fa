/**
 * `sallyport service-tokens create|delete|list`: tokens of service accounts in the file `service_tokens`, which a running node reads again
 * when it changes; with `--url` those that a running node keeps itself.
 */
import { chownSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { randomSecret } from '../core/secrets.ts'
import { findTokenNameFault } from '../identity/service-account-names.ts'
import { isBuiltInServiceAccount, printServiceToken } from '../identity/service-accounts.ts'
import { hashServiceSecret, parseServiceTokens, SERVICE_TOKENS } from '../realms/service-token-file.ts'
import { addCredentialOptions, type RemoteOptions, withNode } from './node-connection.ts'
import { addSettingsOptions, configFrom, type SettingsOptions } from './settings-options.ts'

interface Options extends SettingsOptions, Omit<RemoteOptions, 'url'> {
  readonly url?: string
  readonly json?: boolean
}

/** What a running node says of an account's tokens. */
interface ShownCredentials {
  readonly tokens: Readonly<Record<string, unknown>>
  readonly nodes_credentials: { readonly file_tokens: Readonly<Record<string, unknown>> }
}

export function addServiceTokensCommand(program: Command): void {
  const tokens = program.command('service-tokens').description('tokens of service accounts, kept in a file of path.conf')
  const add = (usage: string, description: string): Command =>
    addCredentialOptions(
      addSettingsOptions(tokens.command(usage).description(description)).option(
        '--url <url>',
        'of a running node, not of the file',
      ),
    ).option('--json', 'prints JSON')

  add('create <account> <name>', 'makes a token of a service account (namespace/service) and prints it once').action(
    async (account: string, name: string, options: Options) => {
      const remote = remoteOf(options)
      const value = remote ? await createAt(remote, account, name) : createToken(await tokenFile(options), account, name)
      print(options, { name: `${account}/${name}`, value }, `SERVICE_TOKEN ${account}/${name} = ${value}`)
    },
  )
  add('delete <account> <name>', 'ends a token').action(async (account: string, name: string, options: Options) => {
    const remote = remoteOf(options)
    if (remote) await withNode(remote, (ask) => ask('DELETE', tokenPath(account, name)))
    else deleteToken(await tokenFile(options), account, name)
    print(options, { name: `${account}/${name}`, found: true }, `deleted ${account}/${name}`)
  })
  add('list [account]', 'shows the names of the tokens').action(async (account: string | undefined, options: Options) => {
    const remote = remoteOf(options)
    const names = remote ? await listAt(remote, account) : listTokens(await tokenFile(options), account)
    print(options, { tokens: names }, names.join('\n'))
  })
}

const remoteOf = ({ url, user, cacert }: Options): RemoteOptions | undefined =>
  url === undefined ? undefined : { url, user, ...(cacert === undefined ? {} : { cacert }) }

const accountPath = (account: string): string =>
  `/_security/service/${account.split('/').map(encodeURIComponent).join('/')}/credential`
const tokenPath = (account: string, name: string): string => `${accountPath(account)}/token/${encodeURIComponent(name)}`

const createAt = (remote: RemoteOptions, account: string, name: string): Promise<string> =>
  withNode(remote, async (ask) => {
    const answer = await ask('PUT', tokenPath(account, name))
    return (JSON.parse(answer) as { readonly token: { readonly value: string } }).token.value
  })

/** `namespace/service/name`; those of the node's file too. */
const listAt = (remote: RemoteOptions, account: string | undefined): Promise<readonly string[]> =>
  withNode(remote, async (ask) => {
    if (account === undefined) throw new Error('whose tokens? A running node shows those of one account: give namespace/service')
    const { tokens, nodes_credentials } = JSON.parse(await ask('GET', accountPath(account))) as ShownCredentials
    return [...Object.keys(tokens), ...Object.keys(nodes_credentials.file_tokens)].map((name) => `${account}/${name}`).sort()
  })

/** Makes a token and returns its text. */
export function createToken(file: string, account: string, name: string): string {
  checkAccount(account)
  const fault = findTokenNameFault(name)
  if (fault !== undefined) throw new Error(fault)
  const lines = readLines(file)
  if (lines.some((line) => keyOf(line) === `${account}/${name}`)) throw new Error(`the token [${account}/${name}] exists already`)
  const secret = randomSecret()
  writeLines(file, [...lines, `${account}/${name}:${hashServiceSecret(secret)}`])
  return printServiceToken(account, name, secret)
}

/** Takes a token out of the file; other lines stay as they are. */
export function deleteToken(file: string, account: string, name: string): void {
  const lines = readLines(file)
  const kept = lines.filter((line) => keyOf(line) !== `${account}/${name}`)
  if (kept.length === lines.length) throw new Error(`there is no token [${account}/${name}]`)
  writeLines(file, kept)
}

/** `namespace/service/name` of every token, or of those of one account. */
export function listTokens(file: string, account?: string): readonly string[] {
  const { value: tokens } = parseServiceTokens(readLines(file).join('\n'))
  return [...tokens.keys()].filter((key) => account === undefined || key.startsWith(`${account}/`)).sort()
}

async function tokenFile(options: Options): Promise<string> {
  const folder = (await configFrom(options))['path.conf']
  if (folder === '') throw new Error('the folder of the file is not set: give it with -E path.conf=<folder>')
  return join(folder, SERVICE_TOKENS)
}

/** Accounts that are made by API are known to the node only; a token of none lets nobody in. */
function checkAccount(account: string): void {
  if (!/^[^/:\s#]+\/[^/:\s]+$/.test(account)) throw new Error(`[${account}] is no service account: expected namespace/service`)
  if (account.startsWith('elastic/') && !isBuiltInServiceAccount(account))
    throw new Error(`service account [${account}] does not exist`)
}

const keyOf = (line: string): string => line.split(':', 1)[0]?.trim() ?? ''

function readLines(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/)
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** A node never meets a file that is half written, nor one that it may not read because root changed it. */
function writeLines(file: string, lines: readonly string[]): void {
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, lines.map((line) => `${line}\n`).join(''), { mode: 0o600, flag: 'wx' })
  const { uid, gid } = statSync(file, { throwIfNoEntry: false }) ?? statSync(dirname(file))
  if (process.getuid?.() === 0) chownSync(draft, uid, gid)
  renameSync(draft, file)
}

function print({ json }: Options, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : text === '' ? '' : `${text}\n`)
}
