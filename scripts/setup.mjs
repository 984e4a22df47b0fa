/**
 * Brings a checkout to the point where it runs: checks Node, installs packages when the lock file changed, builds when a source changed.
 * Called by start.mjs, test.mjs and `npm pack`; plain JavaScript without dependencies, since nothing may be installed yet.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const INSTALLED = join(ROOT, 'node_modules', '.sallyport-installed')
/** What the build depends on beside the sources. */
const BUILD_FILES = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs']
const BUILT = join(ROOT, 'dist', '.built')

/** Installs and builds what is missing; ends the process with a reason where it cannot. */
export function setUp() {
  checkNode()
  const lock = digestOf([join(ROOT, 'package-lock.json')])
  if (contentOf(INSTALLED) !== lock) {
    say('installing packages (npm ci)')
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'the packages could not be installed')
    writeFileSync(INSTALLED, lock)
  }
  const sources = digestOf([...filesBelow(join(ROOT, 'src')), ...BUILD_FILES.map((file) => join(ROOT, file))])
  if (contentOf(BUILT) !== sources) {
    say('building')
    run(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], 'the build failed')
    mkdirSync(dirname(BUILT), { recursive: true })
    writeFileSync(BUILT, sources)
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`Node.js 20.19 or later is needed, this is ${process.versions.node}`)
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function digestOf(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

const contentOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Runs a command with its output shown; ends with `reason` where it fails. */
export function run(command, args, reason) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' })
  if (result.status !== 0) fail(`${reason}${result.error ? `: ${result.error.message}` : ''}`)
}

export function say(what) {
  process.stdout.write(`sallyport: ${what}\n`)
}

function fail(reason) {
  process.stderr.write(`sallyport: ${reason}\n`)
  process.exit(1)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) setUp()
