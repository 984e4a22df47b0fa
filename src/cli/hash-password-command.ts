/** `sallyport hash-password`: a hash for the file `users`, or for `password_hash` of the user APIs. No node is asked. */
import { type Command, Option } from 'commander'
import { SETTINGS } from '../config/settings.ts'
import { parseHashAlgorithm } from '../identity/hash-format.ts'
import { newPassword } from '../identity/new-secret.ts'
import { hashPassword } from '../identity/password-hash.ts'
import { readSecret } from './read-secret.ts'

const { choices, default: usual } = SETTINGS['xpack.security.authc.password_hashing.algorithm']

export function addHashPasswordCommand(program: Command): void {
  program
    .command('hash-password')
    .description('prints the hash of a password that is asked for, or a line of standard input')
    .addOption(new Option('--algorithm <name>', 'how it is hashed').choices(choices).default(usual))
    .option('--json', 'prints JSON')
    .action(async ({ algorithm, json }: { readonly algorithm: string; readonly json?: boolean }) => {
      const password = await readSecret('password', { confirm: true })
      newPassword(password)
      const hash = hashPassword(password, parseHashAlgorithm(algorithm))
      process.stdout.write(`${json ? JSON.stringify({ algorithm, hash }) : hash}\n`)
    })
}
