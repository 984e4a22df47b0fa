/** `sallyport config show`: the effective settings, secrets hidden. */
import type { Command } from 'commander'
import { showConfig } from '../config/show.ts'
import { addSettingsOptions, configFrom, type SettingsOptions } from './settings-options.ts'

export function addConfigCommand(program: Command): void {
  const show = program
    .command('config')
    .description('looks at the configuration')
    .command('show')
    .description('prints the effective settings')
  addSettingsOptions(show).action(async (options: SettingsOptions) => {
    process.stdout.write(await showConfig(await configFrom(options)))
  })
}
