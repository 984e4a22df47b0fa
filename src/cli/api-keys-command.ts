/** `sallyport api-keys list|create|invalidate`: API keys of a running node; of a stopped one they can be shown and ended. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { addNodeOptions, addRemoteOptions, type NodeOptions, type RemoteOptions, withNode } from './node-connection.ts'
import { moment, printAnswer, renderColumns } from './text-table.ts'

interface ListOptions extends NodeOptions {
  readonly owner?: string
  readonly active?: boolean
  readonly unusedFor?: string
  readonly json?: boolean
}

interface CreateOptions extends RemoteOptions {
  readonly expiration?: string
  readonly roles?: string
  readonly json?: boolean
}

/** A key as the node shows it. */
interface ShownKey {
  readonly id: string
  readonly name: string
  readonly username: string
  readonly creation: number
  readonly expiration?: number
  readonly invalidated: boolean
  readonly last_used?: number
}

export function addApiKeysCommand(program: Command): void {
  const keys = program.command('api-keys').description('API keys')
  addNodeOptions(keys.command('list'))
    .description('shows API keys, those of all users')
    .option('--owner <user>', 'those of one user')
    .option('--active', 'no expired or invalidated ones')
    .option('--unused-for <time>', 'those that nobody has used for so long: 30d')
    .action(listKeys)
  addRemoteOptions(keys.command('create <name>'))
    .description('makes a key of one’s own and prints it once')
    .option('--expiration <time>', 'how long it lives: 90d; for good where left out')
    .option('--roles <json>', 'what it may do at most: {"name": {…}}, or @file; what its owner may do where left out')
    .option('--json', 'prints JSON')
    .action(createKey)
  addNodeOptions(keys.command('invalidate <ids...>')).description('ends keys').action(invalidateKeys)
}

function listKeys(options: ListOptions): Promise<void> {
  const { owner, active, unusedFor } = options
  const query = new URLSearchParams({
    ...(owner === undefined ? {} : { username: owner }),
    ...(active ? { active_only: 'true' } : {}),
    ...(unusedFor === undefined ? {} : { unused_for: unusedFor }),
  })
  return withNode(options, async (ask) => {
    const answer = await ask('GET', `/_security/api_key${query.size === 0 ? '' : `?${query}`}`)
    const { api_keys: keys } = JSON.parse(answer) as { readonly api_keys: readonly ShownKey[] }
    const rows = keys.map(({ id, name, username, creation, expiration, invalidated, last_used: used }) => [
      id,
      name,
      username,
      moment(creation),
      invalidated ? 'ended' : moment(expiration),
      moment(used),
    ])
    printAnswer(options, answer, () => renderColumns(['id', 'name', 'owner', 'created', 'expires', 'last used'], rows))
  })
}

function createKey(name: string, options: CreateOptions): Promise<void> {
  const { expiration, roles } = options
  const text = roles?.startsWith('@') ? readFileSync(roles.slice(1), 'utf8') : roles
  const descriptors: unknown = text === undefined ? undefined : JSON.parse(text)
  return withNode(options, async (ask) => {
    const answer = await ask('POST', '/_security/api_key', { name, expiration, role_descriptors: descriptors })
    const { id, encoded } = JSON.parse(answer) as { readonly id: string; readonly encoded: string }
    printAnswer(options, answer, () => `API_KEY ${name} (${id}) = ${encoded}`)
  })
}

function invalidateKeys(ids: readonly string[], options: NodeOptions & { readonly json?: boolean }): Promise<void> {
  return withNode(options, async (ask) => {
    const answer = await ask('DELETE', '/_security/api_key', { ids })
    const ended = (JSON.parse(answer) as { readonly invalidated_api_keys: readonly string[] }).invalidated_api_keys
    const missing = ids.filter((id) => !ended.includes(id))
    printAnswer(options, answer, () =>
      renderColumns(
        ['ended'],
        ended.map((id) => [id]),
      ),
    )
    if (missing.length > 0)
      throw new Error(`not ended, since there are no such keys or they were ended before: ${missing.join(', ')}`)
  })
}
