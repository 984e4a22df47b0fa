/** Load and comparison: two servers are loaded in turn, several rounds, and the ratio of their medians is printed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const AUTOCANNON = new URL('../../node_modules/autocannon/autocannon.js', import.meta.url).pathname

export interface Target {
  readonly name: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** More of autocannon's. */
  readonly options?: readonly string[]
}

/** Requests per second of one round of `seconds`; throws when an answer is not 2xx. */
export async function requestsPerSecond({ name, url, headers = {}, options = [] }: Target, seconds: number): Promise<number> {
  const args = [
    AUTOCANNON,
    '--json',
    '--no-progress',
    '-c',
    '64',
    '-d',
    String(seconds),
    ...Object.entries(headers).flatMap(([key, value]) => ['-H', `${key}=${value}`]),
    ...options,
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
  const [ratio] = await compareAll(title, peer, [ours], rounds, seconds)
  return ratio!
}

/** Loads a peer and each of several in turn; prints the medians, and their ratios to that of the peer. */
export async function compareAll(
  title: string,
  peer: Target,
  several: readonly Target[],
  rounds = 5,
  seconds = 3,
): Promise<readonly number[]> {
  const all = [peer, ...several]
  for (const target of all) await requestsPerSecond(target, 1)
  const figures = all.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [at, target] of all.entries()) figures[at]!.push(await requestsPerSecond(target, seconds))
  }
  const [theirs, ...ours] = figures.map(median) as [number, ...number[]]
  return ours.map((rate, at) => {
    const ratio = rate / theirs
    const name = several[at]!.name
    console.log(`${title}: ${name} ${Math.round(rate)}/s, ${peer.name} ${Math.round(theirs)}/s, ratio ${ratio.toFixed(2)}`)
    return ratio
  })
}
