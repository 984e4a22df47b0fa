/** `sallyport reset-password <user>`: a new password for a native or built-in user, made and printed once, or typed. */
import type { Command } from 'commander'
import { generatePassword } from '../core/secrets.ts'
import { addNodeOptions, type NodeOptions, withNode } from './node-connection.ts'
import { readSecret } from './read-secret.ts'

interface Options extends NodeOptions {
  readonly json?: boolean
  readonly interactive?: boolean
}

export function addResetPasswordCommand(program: Command): void {
  addNodeOptions(program.command('reset-password <user>'))
    .description('gives a user a new password and prints it; of a stopped node (--data) nobody has to be known')
    .option('-i, --interactive', 'the password is asked for, or a line of standard input, instead of made')
    .action(resetPassword)
}

async function resetPassword(username: string, options: Options): Promise<void> {
  await withNode(options, async (ask) => {
    const typed = options.interactive ? await readSecret(`new password of ${username}`, { confirm: true }) : undefined
    const password = typed ?? generatePassword()
    await ask('PUT', `/_security/user/${encodeURIComponent(username)}/_password`, { password })
    const shown = typed === undefined ? { username, password } : { username }
    const text = typed === undefined ? password : `changed the password of ${username}`
    process.stdout.write(`${options.json ? JSON.stringify(shown) : text}\n`)
  })
}
