#!/usr/bin/env node
/** The `sallyport` command. Each sub-command is a file of this folder and a line here. */
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config/parse.ts'
import { addApiKeysCommand } from './api-keys-command.ts'
import { addCertutilCommand } from './certutil-command.ts'
import { addConfigCommand } from './config-command.ts'
import { addExplainCommand } from './explain-command.ts'
import { addHashPasswordCommand } from './hash-password-command.ts'
import { addResetPasswordCommand } from './reset-password-command.ts'
import { addRolesCommand } from './roles-command.ts'
import { addServiceTokensCommand } from './service-tokens-command.ts'
import { addStartCommand } from './start-command.ts'
import { addUsersCommand } from './users-command.ts'
import { packageVersion } from './version.ts'

const program = new Command('sallyport')
  .description('The security layer of Elasticsearch over HTTP, as one small process.')
  .version(packageVersion())
  .exitOverride()
addStartCommand(program)
addConfigCommand(program)
addCertutilCommand(program)
addServiceTokensCommand(program)
addUsersCommand(program)
addRolesCommand(program)
addResetPasswordCommand(program)
addHashPasswordCommand(program)
addApiKeysCommand(program)
addExplainCommand(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode)
  process.stderr.write(`sallyport: ${error instanceof ConfigError ? error.message : startFailure(error)}\n`)
  process.exit(1)
}

function startFailure(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `the port is taken: ${message}; choose another with --port`
  return process.env.SALLYPORT_DEBUG ? String((error as Error).stack) : message
}
