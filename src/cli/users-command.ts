/** `sallyport users list|add|roles|enable|disable|delete`: native users, on a running node or in a folder. */
import type { Command } from 'commander'
import { newPassword } from '../identity/new-secret.ts'
import { addNodeOptions, type NodeOptions, withNode } from './node-connection.ts'
import { readSecret } from './read-secret.ts'
import { printAnswer, renderColumns } from './text-table.ts'

interface Options extends NodeOptions {
  readonly json?: boolean
}

interface AddOptions extends Options {
  readonly roles?: string
  readonly fullName?: string
  readonly email?: string
}

/** A user as the node shows him. */
interface ShownUser {
  readonly username: string
  readonly roles: readonly string[]
  readonly full_name: string | null
  readonly email: string | null
  readonly metadata: Readonly<Record<string, unknown>>
  readonly enabled: boolean
}

const pathOf = (name: string, rest = ''): string => `/_security/user/${encodeURIComponent(name)}${rest}`
const listed = (text: string): readonly string[] => text.split(',').filter((name) => name !== '')

export function addUsersCommand(program: Command): void {
  const users = program.command('users').description('users that are kept by the node')
  const add = (usage: string, description: string): Command => addNodeOptions(users.command(usage).description(description))

  add('list [names...]', 'shows users').action(listUsers)
  add('add <name>', 'makes a user; the password is asked for, or a line of standard input')
    .option('--roles <names>', 'roles, with commas between them')
    .option('--full-name <text>', 'full name')
    .option('--email <text>', 'mail address')
    .action(addUser)
  add('roles <name> <roles>', 'gives a user these roles and no others, with commas between them').action(setRoles)
  add('enable <name>', 'lets a user log in').action((name: string, options: Options) => setEnabled(name, 'enable', options))
  add('disable <name>', 'keeps a user from logging in').action((name: string, options: Options) =>
    setEnabled(name, 'disable', options),
  )
  add('delete <name>', 'deletes a user').action(deleteUser)
}

function listUsers(names: readonly string[], options: Options): Promise<void> {
  const path = names.length === 0 ? '/_security/user' : pathOf(names.join(','))
  return withNode(options, async (ask) => {
    const answer = await ask('GET', path)
    const found = Object.values(JSON.parse(answer) as Readonly<Record<string, ShownUser>>)
    const rows = found.map(({ username, roles, enabled, full_name }) => [
      username,
      enabled ? 'yes' : 'no',
      roles.join(','),
      full_name ?? '',
    ])
    printAnswer(options, answer, () => renderColumns(['user', 'enabled', 'roles', 'full name'], rows))
  })
}

async function addUser(name: string, options: AddOptions): Promise<void> {
  const { roles = '', fullName, email } = options
  await withNode(options, async (ask) => {
    const there = await ask('GET', '/_security/user')
    if (Object.hasOwn(JSON.parse(there) as object, name)) throw new Error(`user [${name}] exists already`)
    const password = await readSecret(`password for ${name}`, { confirm: true })
    newPassword(password)
    const answer = await ask('PUT', pathOf(name), { password, roles: listed(roles), full_name: fullName, email })
    printAnswer(options, answer, () => `created ${name}`)
  })
}

/** Everything else about the user stays. */
function setRoles(name: string, roles: string, options: Options): Promise<void> {
  return withNode(options, async (ask) => {
    const found = (JSON.parse(await ask('GET', pathOf(name))) as Readonly<Record<string, ShownUser>>)[name]
    if (!found) throw new Error(`there is no user [${name}]`)
    const { full_name, email, metadata, enabled } = found
    const answer = await ask('PUT', pathOf(name), { roles: listed(roles), full_name, email, metadata, enabled })
    printAnswer(options, answer, () => `${name} has the roles ${roles === '' ? 'of nobody' : roles}`)
  })
}

function setEnabled(name: string, verb: 'enable' | 'disable', options: Options): Promise<void> {
  return withNode(options, async (ask) => {
    printAnswer(options, await ask('PUT', pathOf(name, `/_${verb}`)), () => `${verb}d ${name}`)
  })
}

function deleteUser(name: string, options: Options): Promise<void> {
  return withNode(options, async (ask) => {
    printAnswer(options, await ask('DELETE', pathOf(name)), () => `deleted ${name}`)
  })
}
