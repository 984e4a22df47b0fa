/** How long single requests take: one after the other over one connection, with a pause between them, so that they find no load of their own. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export interface Sampled {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly seconds: number
  readonly method?: string
  readonly body?: string
}

const PAUSE_MS = 2

/** Milliseconds of each; throws when an answer is not 2xx. */
export async function latencies({ url, headers, seconds, method = 'GET', body = '' }: Sampled): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const samples: number[] = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const begun = performance.now()
    const outgoing = request(url, { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } })
    outgoing.end(body)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    await answer.resume().toArray()
    samples.push(performance.now() - begun)
    if ((answer.statusCode ?? 0) >= 300) throw new Error(`${method} ${url}: ${answer.statusCode}`)
    await pause(PAUSE_MS)
  }
  agent.destroy()
  return samples
}

export function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
