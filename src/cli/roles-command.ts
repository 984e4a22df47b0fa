/** `sallyport roles list|show|put|delete`: roles that are kept by the node, on a running node or in a folder. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { addNodeOptions, type NodeOptions, withNode } from './node-connection.ts'
import { printAnswer, renderColumns } from './text-table.ts'

interface Options extends NodeOptions {
  readonly json?: boolean
}

/** What a person looks for in a list of roles. */
interface ShownRole {
  readonly cluster?: readonly string[]
  readonly indices?: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[]
  readonly run_as?: readonly string[]
  readonly metadata?: Readonly<Record<string, unknown>>
}

const pathOf = (name: string): string => `/_security/role/${encodeURIComponent(name)}`

export function addRolesCommand(program: Command): void {
  const roles = program.command('roles').description('roles that are kept by the node')
  const add = (usage: string, description: string): Command => addNodeOptions(roles.command(usage).description(description))

  add('list', 'shows the roles, the built-in ones too').action(listRoles)
  add('show <name>', 'shows one role whole').action(showRole)
  add('put <name> <role>', 'makes or replaces a role: its JSON, or @file').action(putRole)
  add('delete <name>', 'deletes a role').action(deleteRole)
}

function listRoles(options: Options): Promise<void> {
  return withNode(options, async (ask) => {
    const answer = await ask('GET', '/_security/role')
    const rows = Object.entries(JSON.parse(answer) as Readonly<Record<string, ShownRole>>).map(([name, role]) => [
      name,
      role.metadata?._reserved === true ? 'yes' : 'no',
      (role.cluster ?? []).join(','),
      (role.indices ?? []).map(({ names, privileges }) => `${names.join(',')}: ${privileges.join(',')}`).join('; '),
    ])
    printAnswer(options, answer, () => renderColumns(['role', 'built in', 'cluster', 'indices'], rows))
  })
}

function showRole(name: string, options: Options): Promise<void> {
  return withNode(options, async (ask) => {
    const answer = await ask('GET', pathOf(name))
    printAnswer(options, answer, () => JSON.stringify((JSON.parse(answer) as Readonly<Record<string, unknown>>)[name], null, 2))
  })
}

function putRole(name: string, text: string, options: Options): Promise<void> {
  const role: unknown = JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text)
  return withNode(options, async (ask) => {
    const answer = await ask('PUT', pathOf(name), role)
    const { created } = (JSON.parse(answer) as { readonly role: { readonly created: boolean } }).role
    printAnswer(options, answer, () => `${created ? 'created' : 'replaced'} ${name}`)
  })
}

function deleteRole(name: string, options: Options): Promise<void> {
  return withNode(options, async (ask) => {
    printAnswer(options, await ask('DELETE', pathOf(name)), () => `deleted ${name}`)
  })
}
