/**
 * The file `service_tokens` in Elasticsearch's format: `namespace/service/name:hash` a line. Read at start and again whenever it changes; a
 * line that cannot be read lets nobody in, and a file that is half written changes nothing.
 */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { linesOf, readTextFile, watchFiles } from '../core/watch-files.ts'
import { parseHash } from '../identity/hash-format.ts'
import type { Passwords } from '../identity/passwords.ts'
import { isTokenName } from '../identity/service-account-names.ts'
import { openSteadyReading, type Reading } from './steady-reading.ts'

/** A token of the file. The same object as long as its line stays as it is. */
export interface FileServiceToken {
  readonly hash: string
}

/** By `namespace/service/name`. */
type Tokens = ReadonlyMap<string, FileServiceToken>

export interface ServiceTokenFile {
  /** Names of the tokens of an account, in order. */
  tokenNames(account: string): readonly string[]
  find(account: string, name: string): FileServiceToken | undefined
  /** Whether a secret is that of a token. */
  verify(account: string, name: string, secret: string): Promise<boolean>
  /** Reads the file now. */
  reload(): void
  /** Ends the watching. */
  close(): void
}

export interface ServiceTokenFileOptions {
  /** Left out: there is no file. */
  readonly folder: string | undefined
  readonly passwords: Passwords
  /** Told what was wrong with the file, once for each reading. */
  readonly onFault: (message: string) => void
}

export const SERVICE_TOKENS = 'service_tokens'

export function openServiceTokenFile({ folder, passwords, onFault }: ServiceTokenFileOptions): ServiceTokenFile {
  const file = folder === undefined ? undefined : join(folder, SERVICE_TOKENS)
  const read = (): Reading<Tokens> => parseServiceTokens(file === undefined ? '' : readTextFile(file))
  const tokens = openSteadyReading({ name: `[${SERVICE_TOKENS}]`, read, nothing: new Map(), merge: keepUnchanged, onFault })

  const find = (account: string, name: string): FileServiceToken | undefined => tokens.current.get(`${account}/${name}`)

  const verify = async (account: string, name: string, secret: string): Promise<boolean> => {
    const found = find(account, name)
    if (!found || !(await passwords.verify(`${account}/${name}`, secret, found.hash))) return false
    // Changed while the hash was computed: only what is true now counts.
    return find(account, name) === found
  }

  const tokenNames = (account: string): readonly string[] => {
    const prefix = `${account}/`
    const keys = [...tokens.current.keys()].filter((key) => key.startsWith(prefix))
    return keys.map((key) => key.slice(prefix.length)).sort()
  }

  const close = file === undefined ? () => {} : watchFiles([file], tokens.reload)
  return { tokenNames, find, verify, reload: tokens.reload, close }
}

/** Pure: the text in, tokens and what was wrong out. */
export function parseServiceTokens(text: string): Reading<Tokens> {
  const tokens = new Map<string, FileServiceToken>()
  const faults: string[] = []
  for (const { line, text: content } of linesOf(text)) {
    const colon = content.indexOf(':')
    const [key, hash] = [content.slice(0, Math.max(colon, 0)).trim(), content.slice(colon + 1).trim()]
    const why = colon < 0 ? 'expected [namespace/service/name:hash]' : findFault(key, hash)
    if (why === undefined) tokens.set(key, { hash })
    else faults.push(`line [${line}]: ${why}`)
  }
  return { value: tokens, faults }
}

function findFault(key: string, hash: string): string | undefined {
  const [namespace, service, name, ...more] = key.split('/')
  if (!namespace || !service || name === undefined || more.length > 0) return 'expected [namespace/service/name:hash]'
  if (!isTokenName(name)) return 'the name of the token is not a valid one'
  return parseHash(hash) ? undefined : 'the hash cannot be read'
}

function keepUnchanged(before: Tokens, now: Tokens): Tokens {
  return new Map(
    [...now].map(([key, token]) => {
      const known = before.get(key)
      return [key, known?.hash === token.hash ? known : token]
    }),
  )
}

/** How a new token is kept in the file: a random secret needs no slow hash. */
export function hashServiceSecret(secret: string): string {
  const salt = randomBytes(8)
  const digest = createHash('sha256').update(secret).update(salt).digest()
  return `{SSHA256}${salt.toString('base64')}${digest.toString('base64')}`
}
