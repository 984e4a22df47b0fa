/** `POST /_aliases`: adds and removes aliases and removes indices, all in one step. */
import { ElasticError, illegalArgument, parseFailure } from '../../core/errors.ts'
import { endPositionOf, namePositionOf, positionOf } from '../../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import { parseBoolean } from '../../core/units.ts'
import type { Alias } from '../../engine/alias.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { AliasTarget } from '../../request/names.ts'
import { backendApi } from '../define.ts'
import { type AliasAction, type AliasActions, aliasTargets, performAliasActions, remoteActions } from './alias-actions.ts'
import { type AliasDraft, checkAlias, readAliasOption } from './alias-options.ts'

export const updateAliases = backendApi({
  name: 'indices.update_aliases',
  summary: 'Adds and removes aliases, in one step',
  routes: [{ method: 'POST', path: '/_aliases' }],
  action: 'indices:admin/aliases',
  scope: 'aliases',
  parameters: { master_timeout: 'time', timeout: 'time' },
  body: 'required',
  parse: parseUpdate,
  targets: aliasTargets,
  remote: remoteActions,
  embedded: performAliasActions,
})

function parseUpdate({ parameters, body }: ApiRequest): AliasActions {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const object = body.object()
  for (const key of object.keys()) {
    if (key !== 'actions') throw unknownField('aliases', object, key)
  }
  const list = object.get('actions') ?? []
  if (!Array.isArray(list)) throw parseFailure('[actions] must be an array')
  if (list.length === 0) throw illegalArgument('No action specified')
  return { actions: list.map((item, at) => parseItem(item, list, at)) }
}

function parseItem(item: JsonValue, list: JsonValue[], at: number): AliasAction {
  if (!isJsonObject(item)) throw failedActions(placeOf(positionOf(list, at)), illegalArgument('an action must be an object'))
  const end = endPositionOf(item)
  const behind = placeOf(end && { line: end.line, column: end.column + 1 })
  const [entry, second] = item
  if (!entry) throw failedActions(behind, illegalArgument('No action specified'))
  const [key, body] = entry
  const kind = KINDS.get(key)
  if (!kind) throw failedActions(placeOf(positionOf(item, key)), unknownField('alias_action', item, key))
  try {
    if (second) throw illegalArgument('Too many operations declared on operation entry')
    if (!isJsonObject(body)) throw illegalArgument(`[${key}] must be an object`)
    return parseAction(kind, key, body)
  } catch (error) {
    if (!(error instanceof ElasticError) || error.type === 'invalid_alias_name_exception') throw error
    if (error.reason.startsWith('failed to parse filter') || error.reason.startsWith('alias [')) throw error
    throw failedActions(behind, error)
  }
}

const KINDS: ReadonlyMap<string, AliasTarget['kind']> = new Map([
  ['add', 'add'],
  ['remove', 'remove'],
  ['remove_index', 'removeIndex'],
])

const place = ({ line, column }: { readonly line: number; readonly column: number }): string => `[${line}:${column}] `
const placeOf = (at: { readonly line: number; readonly column: number } | undefined): string => (at ? place(at) : '')

const failedActions = (where: string, cause: ElasticError): ElasticError =>
  new ElasticError('x_content_parse_exception', `${where}[aliases] failed to parse field [actions]`, {
    causedBy: cause,
    ...(cause.type === 'x_content_parse_exception' ? { rootCause: [cause] } : {}),
  })

function unknownField(parser: string, object: JsonObject, key: string): ElasticError {
  return new ElasticError(
    'x_content_parse_exception',
    `${placeOf(namePositionOf(object, key))}[${parser}] unknown field [${key}]`,
  )
}

/** What an action says, member by member. */
interface Draft {
  indices?: readonly string[]
  aliases?: readonly string[]
  options: AliasDraft
  mustExist: boolean
}

function parseAction(kind: AliasTarget['kind'], parser: string, body: JsonObject): AliasAction {
  const draft: Draft = { options: {}, mustExist: false }
  for (const [key, value] of body) readMember(draft, { kind, parser, body, key, value })
  const { indices, aliases = [], options, mustExist } = draft
  if (!indices) throw illegalArgument('One of [index] or [indices] is required')
  if (kind !== 'removeIndex' && aliases.length === 0) throw illegalArgument('One of [alias] or [aliases] is required')
  if (kind === 'add') for (const name of aliases) checkAdded({ name, ...options })
  return { kind, indices, aliases, options, mustExist }
}

/** A name by date math is checked once it is known. */
function checkAdded(alias: Alias): void {
  checkAlias(alias.name.startsWith('<') ? { ...alias, name: 'by-date' } : alias)
}

interface Member {
  readonly kind: AliasTarget['kind']
  readonly parser: string
  readonly body: JsonObject
  readonly key: string
  readonly value: JsonValue
}

function readMember(draft: Draft, member: Member): void {
  const { kind, parser, body, key, value } = member
  if (key === 'index' || key === 'indices') draft.indices = namesOnce(draft.indices, 'index', 'indices', member)
  else if (key === 'alias' || key === 'aliases') {
    if (kind === 'removeIndex') throw illegalArgument(`[${key}] is unsupported for [REMOVE_INDEX]`)
    draft.aliases = namesOnce(draft.aliases, 'alias', 'aliases', member)
  } else if (key === 'must_exist' && kind !== 'add')
    draft.mustExist = typeof value === 'boolean' ? value : parseBoolean(String(value))
  else if (kind !== 'add' || !OPTIONS.has(key)) throw unknownField(parser, body, key)
  else if (!readAliasOption(draft.options, key, typeof value === 'string' && FLAGS.has(key) ? parseBoolean(value) : value)) {
    throw new ElasticError('x_content_parse_exception', `[${parser}] failed to parse field [${key}]`)
  }
}

const FLAGS = new Set(['is_write_index', 'is_hidden'])
const OPTIONS = new Set(['filter', 'routing', 'index_routing', 'search_routing', ...FLAGS])

function namesOnce(
  known: readonly string[] | undefined,
  one: string,
  many: string,
  { parser, key, value }: Member,
): readonly string[] {
  if (known) throw illegalArgument(`Only one of [${one}] and [${many}] is supported`)
  const isList = Array.isArray(value) && key === many
  if (!isList && typeof value !== 'string') {
    throw new ElasticError('x_content_parse_exception', `[${parser}] ${key} doesn't support values of this type`)
  }
  const names = (isList ? value : [value]).map(nameText)
  if (names.length === 0) throw illegalArgument(`[${key}] can't be empty`)
  if (names.includes('')) throw illegalArgument(`[${key}] can't be empty string`)
  return names
}

function nameText(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  throw illegalArgument('a name must be a text')
}
