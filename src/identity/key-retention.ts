/** Deletes API keys that have been over for long, with what was counted of them. Started with the node. */
import type { ApiKeyRecord } from './api-key-record.ts'
import type { ApiKeys } from './api-keys.ts'
import { type CredentialUses, keyCredential } from './credential-uses.ts'

/** Milliseconds. */
export interface KeyRetention {
  readonly interval: number
  readonly period: number
}

const LONGEST_TIMER = 2 ** 31 - 1

/** Looks now and then until it is told to stop. What cannot be deleted now is deleted the next time. */
export function deleteOldKeys(keys: ApiKeys, uses: CredentialUses, { interval, period }: KeyRetention): () => void {
  const look = (): void => {
    cleanUpKeys(keys, uses, period).catch(() => {})
  }
  const timer = setInterval(look, Math.min(interval, LONGEST_TIMER)).unref()
  return () => clearInterval(timer)
}

/** Deletes the keys that ended longer ago than `period`. */
export async function cleanUpKeys(keys: ApiKeys, uses: CredentialUses, period: number): Promise<void> {
  const oldest = keys.now() - period
  for await (const key of keys.all()) {
    if (endOf(key) > oldest) continue
    await keys.delete(key.id)
    await uses.forget(keyCredential(key.id))
  }
}

const endOf = ({ invalidated = Number.POSITIVE_INFINITY, expires = Number.POSITIVE_INFINITY }: ApiKeyRecord): number =>
  Math.min(invalidated, expires)
