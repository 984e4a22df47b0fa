/**
 * Runs a bench as the node is built: `node bench/run.mjs <name> [arguments]`. tsx names every function while it runs, which costs as much as
 * what some benches measure.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const [name, ...rest] = process.argv.slice(2)
// Within the checkout, so that packages are found.
const folder = mkdtempSync('.bench-')
try {
  await build({
    entryPoints: { bench: `bench/${name}.ts`, 'hash-worker': 'src/identity/hash-worker.ts' },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  })
  const run = spawnSync(process.execPath, ['--expose-gc', `${folder}/bench.js`, ...rest], { stdio: 'inherit' })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}
