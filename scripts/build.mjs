/**
 * Builds dist/: the command, the library, a worker of a gateway and the hashing thread as bundles that share their chunks; with `--types` (for the package) the
 * library's types too, which take the compiler ten times longer. Bundled since
 * reading some 450 module files one by one takes four times the processor time of reading a handful, and start-up has a budget;
 * packages of node_modules stay outside.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    worker: 'src/worker.ts',
    'hash-worker': 'src/identity/hash-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  legalComments: 'none',
  logLevel: 'warning',
})
chmodSync('dist/cli/main.js', 0o755)

if (process.argv.includes('--types')) {
  const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  })
  process.exit(types.status ?? 1)
}
