/**
 * The files `users` (`name:hash` a line) and `users_roles` (`role:name,name` a line) in Elasticsearch's formats. A line that cannot be read
 * is reported and skipped, and so lets nobody in.
 */
import { parseHash } from '../identity/hash-format.ts'

/** A user of the files. */
export interface FileUser {
  readonly passwordHash: string
  readonly roles: readonly string[]
}

/** What was wrong with a line; never its content, which may be a hash. */
export interface LineFault {
  readonly file: 'users' | 'users_roles'
  readonly line: number
  readonly why: string
}

export interface ParsedUsers {
  readonly users: ReadonlyMap<string, FileUser>
  readonly faults: readonly LineFault[]
}

const LONGEST_NAME = 1024

/** Pure: the two texts in, users and faults out. */
export function parseUserFiles(usersText: string, rolesText: string): ParsedUsers {
  const faults: LineFault[] = []
  const hashes = parseLines(usersText, (name, hash, line) => {
    const why = findUserFault(name, hash)
    if (why !== undefined) faults.push({ file: 'users', line, why })
    return why === undefined
  })
  const roles = new Map<string, string[]>()
  parseLines(rolesText, (role, names, line) => {
    if (role === '' || names === undefined) faults.push({ file: 'users_roles', line, why: 'expected [role:user,user]' })
    else for (const name of names.split(',').map((part) => part.trim())) roles.set(name, [...(roles.get(name) ?? []), role])
    return true
  })
  const users = new Map([...hashes].map(([name, passwordHash]) => [name, { passwordHash, roles: [...new Set(roles.get(name))] }]))
  return { users, faults }
}

function findUserFault(name: string, hash: string | undefined): string | undefined {
  if (hash === undefined) return 'expected [user:hash]'
  if (name.length > LONGEST_NAME || !/^[!-~]([ -~]*[!-~])?$/.test(name)) return 'the user name is not a valid one'
  return parseHash(hash) ? undefined : 'the password hash cannot be read'
}

/** `key:rest` of each line that is neither empty nor a comment, kept where `accept` says so; the last of a repeated key wins. */
function parseLines(text: string, accept: (key: string, rest: string | undefined, line: number) => boolean): Map<string, string> {
  const found = new Map<string, string>()
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const colon = line.indexOf(':')
    const key = colon < 0 ? line : line.slice(0, colon).trim()
    const rest = colon < 0 ? undefined : line.slice(colon + 1).trim()
    if (accept(key, rest, index + 1) && rest !== undefined) found.set(key, rest)
  }
  return found
}
