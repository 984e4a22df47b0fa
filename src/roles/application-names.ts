/** How applications, their privileges and actions may be called, in Elasticsearch's words. */

const FORBIDDEN = ['"', '*', ',', '/', '<', '>', '?', '\\', '|']

export interface NameRules {
  /** A trailing `*` is taken (roles); otherwise none at all. */
  readonly pattern: boolean
}

/** The first rule that an application's name breaks. */
export function findApplicationNameFault(name: string, { pattern }: NameRules): string | undefined {
  if (name.trim() === '') return 'Application names cannot be blank'
  const star = name.indexOf('*')
  if (star >= 0) {
    if (!pattern) return `Application names may not contain '*' (found '${name}')`
    if (name === '*') return undefined
    if (star < name.length - 1) return `Application name patterns only support trailing wildcards (found '${name}')`
  }
  if (/\s/.test(name)) return `Application names may not contain whitespace (found '${name}')`
  return findPartFault(star < 0 ? name : name.slice(0, star), star >= 0)
}

function findPartFault(name: string, isPattern: boolean): string | undefined {
  const separator = name.search(/[-_]/)
  const prefix = separator < 0 ? name : name.slice(0, separator)
  const suffix = separator < 0 ? '' : name.slice(separator + 1)
  const found = isPattern && separator < 0 ? `${prefix}*` : prefix
  if (!/^[a-z][A-Za-z0-9]*$/.test(prefix)) {
    return `An application name prefix must match the pattern ^[a-z][A-Za-z0-9]*$ (found '${found}')`
  }
  if (prefix.length < 3 && !(isPattern && separator < 0)) {
    return `An application name prefix must be at least 3 characters long (found '${found}')`
  }
  if (![...suffix].some((character) => FORBIDDEN.includes(character))) return undefined
  const listed = [' ', ...FORBIDDEN].map((character) => `'${character}'`).join(',')
  return `An application name suffix may not contain any of the characters '[${listed}]' (found '${suffix}')`
}

/** The rule that the name of a stored privilege breaks. */
export const findPrivilegeNameFault = (name: string): string | undefined =>
  /^[a-z][a-zA-Z0-9_.-]*$/.test(name)
    ? undefined
    : `Application privilege names must match the pattern ^[a-z][a-zA-Z0-9_.-]*$ (found '${name}')`

/** The rule that a privilege or action in a role breaks. */
export const findPrivilegeOrActionFault = (name: string): string | undefined =>
  /^[!-~]*$/.test(name)
    ? undefined
    : `Application privilege names and actions must match the pattern ^\\p{Graph}*$ (found '${name}')`

/** The rule that an action of a stored privilege breaks. */
export function findActionFault(action: string): string | undefined {
  const fault = findPrivilegeOrActionFault(action)
  if (fault) return fault
  return /[/*:]/.test(action) ? undefined : `action [${action}] must contain one of [ '/' , '*' , ':' ]`
}
