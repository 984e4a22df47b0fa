/**
 * The file `service_tokens` in Elasticsearch's format: `namespace/service/name:hash` a line. Read at start and again whenever it changes; a
 * line that cannot be read lets nobody in, and so does a file that cannot be.
 */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parseHash } from '../identity/hash-format.ts'
import type { Passwords } from '../identity/passwords.ts'
import { isTokenName } from '../identity/service-account-names.ts'
import { linesOf, readTextFile, watchFiles } from './watched-files.ts'

/** A token of the file. The same object as long as its line stays as it is. */
export interface FileServiceToken {
  readonly hash: string
}

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
  let tokens: ReadonlyMap<string, FileServiceToken> = new Map()
  const file = folder === undefined ? undefined : join(folder, SERVICE_TOKENS)

  const reload = (): void => {
    if (file === undefined) return
    tokens = keepUnchanged(tokens, readTokens(file, onFault))
  }

  const find = (account: string, name: string): FileServiceToken | undefined => tokens.get(`${account}/${name}`)

  const verify = async (account: string, name: string, secret: string): Promise<boolean> => {
    const found = find(account, name)
    if (!found || !(await passwords.verify(`${account}/${name}`, secret, found.hash))) return false
    // Changed while the hash was computed: only what is true now counts.
    return find(account, name) === found
  }

  const tokenNames = (account: string): readonly string[] => {
    const prefix = `${account}/`
    const keys = [...tokens.keys()].filter((key) => key.startsWith(prefix))
    return keys.map((key) => key.slice(prefix.length)).sort()
  }

  reload()
  const close = file === undefined ? () => {} : watchFiles([file], reload)
  return { tokenNames, find, verify, reload, close }
}

/** Pure: the text in, tokens and what was wrong out. */
export function parseServiceTokens(text: string): {
  readonly tokens: ReadonlyMap<string, FileServiceToken>
  readonly faults: readonly string[]
} {
  const tokens = new Map<string, FileServiceToken>()
  const faults: string[] = []
  for (const { line, text: content } of linesOf(text)) {
    const colon = content.indexOf(':')
    const [key, hash] = [content.slice(0, Math.max(colon, 0)).trim(), content.slice(colon + 1).trim()]
    const why = colon < 0 ? 'expected [namespace/service/name:hash]' : findFault(key, hash)
    if (why === undefined) tokens.set(key, { hash })
    else faults.push(`line [${line}] is skipped: ${why}`)
  }
  return { tokens, faults }
}

function findFault(key: string, hash: string): string | undefined {
  const [namespace, service, name, ...more] = key.split('/')
  if (!namespace || !service || name === undefined || more.length > 0) return 'expected [namespace/service/name:hash]'
  if (!isTokenName(name)) return 'the name of the token is not a valid one'
  return parseHash(hash) ? undefined : 'the hash cannot be read'
}

function readTokens(file: string, onFault: (message: string) => void): ReadonlyMap<string, FileServiceToken> {
  try {
    const { tokens, faults } = parseServiceTokens(readTextFile(file))
    if (faults.length > 0) onFault(`[${SERVICE_TOKENS}] ${faults.join('; ')}`)
    return tokens
  } catch (error) {
    onFault(`[${SERVICE_TOKENS}] cannot be read, so there are none: ${error instanceof Error ? error.message : 'unknown error'}`)
    return new Map()
  }
}

function keepUnchanged(
  before: ReadonlyMap<string, FileServiceToken>,
  now: ReadonlyMap<string, FileServiceToken>,
): ReadonlyMap<string, FileServiceToken> {
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
