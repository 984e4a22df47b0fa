/**
 * Ids for documents that come without one: 20 URL-safe characters as Elasticsearch has them. They begin with the time, so that ids made
 * together lie together in the ids table; a random part per maker keeps two nodes (or two starts) apart.
 */
import { randomBytes, randomInt } from 'node:crypto'
import type { Clock } from '../core/clock.ts'

/** Makes ids; each is different from all before and, but for chance, from everybody else's. */
export function createIdMaker(clock: Clock): () => string {
  const bytes = Buffer.alloc(15)
  randomBytes(6).copy(bytes, 9)
  let count = randomInt(2 ** 24)
  let last = 0
  return () => {
    // A clock that steps back must not bring an old time together with an old count.
    last = Math.max(last, clock.now())
    count = (count + 1) % 2 ** 24
    bytes.writeUIntBE(last, 0, 6)
    bytes.writeUIntBE(count, 6, 3)
    return bytes.toString('base64url')
  }
}
