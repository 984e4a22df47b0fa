/** What templates and their patterns may be called, and the refusal of those that may not. */
import { ElasticError } from '../../core/errors.ts'

/** 400 `index_template [x] invalid, cause [why]`. */
export const invalidTemplate = (name: string, why: string): ElasticError =>
  new ElasticError('invalid_index_template_exception', `index_template [${name}] invalid, cause [${why}]`)

/** Throws 400 listing every fault of name, patterns and settings. */
export function refuseFaults(name: string, faults: readonly string[]): void {
  if (faults.length === 0) return
  throw invalidTemplate(name, `Validation Failed: ${faults.map((fault, at) => `${at + 1}: ${fault};`).join('')}`)
}

export function nameFaults(name: string): readonly string[] {
  const faults: string[] = []
  if (name.includes(' ')) faults.push('name must not contain a space')
  if (name.includes(',')) faults.push("name must not contain a ','")
  if (name.includes('#')) faults.push("name must not contain a '#'")
  if (name.includes('*')) faults.push("name must not contain a '*'")
  if (name.startsWith('_')) faults.push("name must not start with '_'")
  if (name.toLowerCase() !== name) faults.push('name must be lower cased')
  return faults
}

const FORBIDDEN = /[ ",/<>?\\|]/
const CHARACTERS = `[' ','"','*',',','/','<','>','?','\\','|']`

export const patternFaults = (patterns: readonly string[]): readonly string[] =>
  patterns.flatMap((pattern) => {
    const faults: string[] = []
    if (pattern.includes(' ')) faults.push(`index_patterns [${pattern}] must not contain a space`)
    if (pattern.includes(',')) faults.push(`index_pattern [${pattern}] must not contain a ','`)
    if (pattern.includes('#')) faults.push(`index_pattern [${pattern}] must not contain a '#'`)
    if (pattern.includes(':')) faults.push(`index_pattern [${pattern}] must not contain a ':'`)
    if (FORBIDDEN.test(pattern)) faults.push(`index_pattern [${pattern}] must not contain the following characters ${CHARACTERS}`)
    if (pattern.startsWith('_')) faults.push(`index_pattern [${pattern}] must not start with '_'`)
    return faults
  })

/** Hidden indices would be hidden by what does not apply to them. */
export const hiddenFaults = (
  patterns: readonly string[],
  settings: ReadonlyMap<string, string | null> = new Map(),
): readonly string[] =>
  patterns.includes('*') && settings.has('index.hidden') ? ['global templates may not specify the setting index.hidden'] : []
