/**
 * A set of passwords that are known from breaches, read once at start. Lines are passwords, or SHA-1 digests in hexadecimal, as published lists
 * have them (`<digest>:<count>`). Kept are 52 bits of each digest: no password is in memory, ten million take 80 MB.
 */

import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const MOST_LINES = 10_000_000
const DIGEST = /^[0-9a-f]{40}(:\d+)?$/i
const KEPT_DIGITS = 13

export interface BreachedPasswords {
  has(password: string): boolean
  readonly size: number
}

/** Throws where the file cannot be read or is too large: a policy that is asked for is not left out in silence. */
export async function readBreachedPasswords(file: string, mostLines = MOST_LINES): Promise<BreachedPasswords> {
  const digests: number[] = []
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line === '') continue
      if (digests.length >= mostLines) throw new Error(`it has more than [${mostLines}] lines`)
      digests.push(prefixOf(DIGEST.test(line) ? line : digestOf(line)))
    }
  } catch (error) {
    throw new Error(`the file of breached passwords [${file}] cannot be used: ${(error as Error).message}`)
  }
  const sorted = Float64Array.from(digests).sort()
  return { has: (password) => includes(sorted, prefixOf(digestOf(password))), size: sorted.length }
}

const digestOf = (password: string): string => hash('sha1', password, 'hex')

/** 52 bits: exact as a number. */
const prefixOf = (digest: string): number => Number.parseInt(digest.slice(0, KEPT_DIGITS), 16)

function includes(sorted: Float64Array, value: number): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return sorted[low] === value
}
