/**
 * What an index may be called. Asked by the resolver before it lets a name be created, and again by index creation itself.
 * Whether the name is taken (by an index or an alias) is not asked here: that needs the catalogue.
 */
import { type ElasticError, invalidIndexName } from '../core/errors.ts'

const MAX_BYTES = 255
const FORBIDDEN = /[ "*,/<>?\\|]/
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/** Throws 400 `invalid_index_name_exception` unless an index may have this name. */
export function validateIndexName(name: string): void {
  const fault = findIndexNameFault(name)
  if (fault !== undefined) throw invalidIndexName(name, fault)
}

/** The same as a value, for items that fail one by one. */
export function findIndexNameError(name: string): ElasticError | undefined {
  const fault = findIndexNameFault(name)
  return fault === undefined ? undefined : invalidIndexName(name, fault)
}

function findIndexNameFault(name: string): string | undefined {
  return findNameFault(name, 'index') ?? (name.toLowerCase() === name ? undefined : 'must be lowercase')
}

/** Rules that names of indices and of aliases share: the first one broken, in words. */
export function findNameFault(name: string, what: 'index' | 'alias'): string | undefined {
  if (name === '') return 'must not be empty'
  if (FORBIDDEN.test(name)) return `must not contain the following characters [' ','"','*',',','/','<','>','?','\\','|']`
  // Elasticsearch takes these two; they would forge lines of tables and logs, or fall together when stored.
  if (CONTROL.test(name)) return 'must not contain control characters'
  if (!name.isWellFormed()) return 'must be well-formed Unicode'
  if (name.includes('#')) return `must not contain '#'`
  if (name.includes(':')) return `must not contain ':'`
  if (/^[_+-]/.test(name)) return `must not start with '_', '-', or '+'`
  const bytes = Buffer.byteLength(name)
  if (bytes > MAX_BYTES) return `${what} name is too long, (${bytes} > ${MAX_BYTES})`
  if (name === '.' || name === '..') return `must not be '.' or '..'`
  return undefined
}
