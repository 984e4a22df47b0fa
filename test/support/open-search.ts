/**
 * A real OpenSearch for tests: the one at `SALLYPORT_TEST_OPENSEARCH`, or one that is started with the tool beside the repository. Suites that
 * need it are skipped by name where there is neither.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { removeFolder, temporaryFolder } from './spawned-node.ts'

const TOOL = new URL('../../../shared/tools/opensearch', import.meta.url).pathname
const GIVEN = process.env.SALLYPORT_TEST_OPENSEARCH
const run = promisify(execFile)

export const hasOpenSearch = GIVEN !== undefined || (existsSync(`${TOOL}/start.sh`) && process.env.CI_OPENSEARCH !== 'off')

export interface OpenSearch {
  readonly urls: readonly string[]
  stop(): Promise<void>
}

/** Takes seconds; a minute the first time on a machine. */
export async function openSearch(nodes = 1): Promise<OpenSearch> {
  if (GIVEN !== undefined && nodes === 1) return { urls: [GIVEN], stop: async () => {} }
  const data = temporaryFolder()
  const port = String(20_000 + Math.floor(Math.random() * 15_000))
  const options = ['--data', data, '--nodes', String(nodes), '--port', port, '--heap', '512m']
  const { stdout } = await run(`${TOOL}/start.sh`, options)
  return {
    urls: stdout.trim().split('\n'),
    stop: async () => {
      await run(`${TOOL}/stop.sh`, [data])
      removeFolder(data)
    },
  }
}
