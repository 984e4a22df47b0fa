/** `action.auto_create_index`: whether a write may make the index it names. A switch, or a list of patterns of which the first match counts. */
import { ElasticError } from '../../core/errors.ts'
import { parseBoolean } from '../../core/units.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { IndexTemplate } from '../../engine/templates/template.ts'

const SETTING = 'action.auto_create_index'

/** Throws 404 where the template of the index forbids it, or else the setting does; undefined: not set, everything is allowed. */
export function assertAutoCreated(index: string, setting: string | undefined, template: IndexTemplate | undefined): void {
  if (template?.allowAutoCreate === false) throw forbiddenBy(template)
  if (template?.allowAutoCreate === true) return
  const why = setting === undefined || setting === 'true' ? undefined : findRefusal(index, setting)
  if (why === undefined) return
  throw new ElasticError('index_not_found_exception', `no such index [${index}] and ${why}`, {
    members: { index_uuid: '_na_', index },
  })
}

/** In Elasticsearch's words, where the template stands in place of a name. */
function forbiddenBy({ patterns }: IndexTemplate): ElasticError {
  const words = `composable template [${patterns.join(', ')}] forbids index auto creation`
  return new ElasticError('index_not_found_exception', `no such index [${words}]`, {
    members: { index_uuid: '_na_', index: words },
  })
}

function findRefusal(index: string, setting: string): string | undefined {
  if (setting === 'false') return `[${SETTING}] is [false]`
  for (const rule of splitRules(setting)) {
    if (!compileWildcard(rule.pattern).matches(index)) continue
    return rule.allows ? undefined : `[${SETTING}] contains [-${rule.pattern}] which forbids automatic creation of the index`
  }
  return `[${SETTING}] ([${setting}]) doesn't match`
}

interface Rule {
  readonly allows: boolean
  readonly pattern: string
}

const splitRules = (setting: string): readonly Rule[] =>
  setting.split(',').map((text) => ({ allows: !text.startsWith('-'), pattern: text.replace(/^[+-]/, '') }))

/** Refuses a value that is neither a switch nor a list of patterns. */
export function validateAutoCreate(setting: string): void {
  if (setting === 'true' || setting === 'false') return
  const bare = setting.split(',').find((text) => text === '+' || text === '-')
  if (bare === undefined) return
  const reason = `Can't parse [${bare}] for setting [${SETTING}] must contain an index name after [${bare}]`
  throw new ElasticError('illegal_argument_exception', reason, { suppressed: [asBoolean(setting)] })
}

function asBoolean(setting: string): ElasticError {
  try {
    parseBoolean(setting)
  } catch (error) {
    return error as ElasticError
  }
  throw new Error('a switch was told apart before')
}
