/** Names of service accounts and their tokens, and what is wrong with those that cannot be. */

const TOKEN_NAME = /^[a-zA-Z0-9-][a-zA-Z0-9_-]{0,255}$/
const PART = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}$/

/** undefined: it can be a token's name. */
export function findTokenNameFault(name: string): string | undefined {
  if (TOKEN_NAME.test(name)) return undefined
  return (
    `invalid service token name [${name}]. service account token name must have at least 1 character and at most 256 characters that ` +
    'are alphanumeric (A-Z, a-z, 0-9) or hyphen (-) or underscore (_). It must not begin with an underscore (_).'
  )
}

/** Whether a name of a token can be one at all. */
export const isTokenName = (name: string): boolean => TOKEN_NAME.test(name)

/** What is wrong with the name of an account that is to be managed by API. */
export function findAccountFaults(id: string): readonly string[] {
  const slash = id.indexOf('/')
  const [namespace, service] = [id.slice(0, slash), id.slice(slash + 1)]
  if (namespace === 'elastic') return ['service account namespace [elastic] is reserved for built-in service accounts']
  return [
    ...(PART.test(namespace) ? [] : [partFault('namespace', namespace)]),
    ...(PART.test(service) ? [] : [partFault('service name', service)]),
  ]
}

const partFault = (what: string, name: string): string =>
  `service account ${what} [${name}] must begin with a letter or digit and may contain only letters, digits, hyphens (-) and ` +
  'underscores (_), with at most 128 characters'
