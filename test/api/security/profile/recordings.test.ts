/** The answers of a real Elasticsearch to requests about profiles, asked of a whole node: it lacked the module that keeps them, not their checks. */
import { playRecordings } from '../play-recordings.ts'

const KEPT = 'profiles are kept here; the server that was recorded could not make the index for them'
const numbered = (name: string, numbers: readonly number[]) =>
  Object.fromEntries(numbers.map((number) => [`security-profiles ${name}-${number}`, KEPT]))
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  ...numbered('lifecycle', [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26]),
  ...numbered('suggest', [7, 8, 9, 10, 11, 12, 13, 15, 17, 18]),
  ...numbered('refused', [3, 12]),
}

/** Ours. */
const USES = ['last_used', 'last_used_from', 'use_count', 'denial_count']

playRecordings(['security-profiles'], {
  different: DIFFERENT,
  changing: ['id', 'encoded', 'api_key', 'access_token', 'refresh_token', 'value', 'took', ...USES],
})
