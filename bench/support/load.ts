/** Load and comparison: two servers are loaded in turn, several rounds, and the ratio of their medians is printed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const AUTOCANNON = new URL('../../node_modules/autocannon/autocannon.js', import.meta.url).pathname

export interface Target {
  readonly name: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Requests per second of one round of `seconds`; throws when an answer is not 2xx. */
export async function requestsPerSecond({ name, url, headers = {} }: Target, seconds: number): Promise<number> {
  const args = [
    AUTOCANNON,
    '--json',
    '--no-progress',
    '-c',
    '64',
    '-d',
    String(seconds),
    ...Object.entries(headers).flatMap(([key, value]) => ['-H', `${key}=${value}`]),
    url,
  ]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 })
  const result = JSON.parse(stdout) as { requests: { average: number }; non2xx: number; errors: number }
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${name}: ${result.non2xx} refusals, ${result.errors} errors`)
  return result.requests.average
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Loads both in turn and prints the medians and their ratio. */
export async function compare(title: string, ours: Target, peer: Target, rounds = 5, seconds = 3): Promise<number> {
  await requestsPerSecond(ours, 1)
  await requestsPerSecond(peer, 1)
  const figures: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    figures[0].push(await requestsPerSecond(ours, seconds))
    figures[1].push(await requestsPerSecond(peer, seconds))
  }
  const [a, b] = [median(figures[0]), median(figures[1])]
  const ratio = a / b
  console.log(`${title}: ${ours.name} ${Math.round(a)}/s, ${peer.name} ${Math.round(b)}/s, ratio ${ratio.toFixed(2)}`)
  return ratio
}
