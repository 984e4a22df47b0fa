/** `npm test`: installs and builds what is missing, then runs all tests. Arguments after `--` go to vitest. */
import { spawnSync } from 'node:child_process'
import { setUp } from './setup.mjs'

setUp()
const vitest = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(vitest.status ?? 1)
