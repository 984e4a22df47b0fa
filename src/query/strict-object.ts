/**
 * Reads queries that Elasticsearch reads by a declared table (`bool`, `ids`, `match_all` …): their errors carry the place in the text and
 * wrap what went wrong inside.
 */
import { ElasticError } from '../core/errors.ts'
import { type JsonContainer, namePositionOf, positionOf } from '../core/json/positions.ts'
import type { JsonPosition } from '../core/json/source.ts'
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import { isJsonObject, tokenName } from '../core/json/value.ts'
import type { QueryNode } from './node.ts'
import type { Option, Readers, Values } from './options.ts'
import { isScalar, scalarText } from './options.ts'
import type { InnerQueries } from './query-kind.ts'
import { suggestion } from './suggestion.ts'

/** Reads every member of `body` by its reader; unknown names are refused with what was perhaps meant. */
export function readStrictObject<Table extends Readers>(kind: string, body: JsonObject, readers: Table): Values<Table> {
  const values: Record<string, unknown> = {}
  for (const [key, value] of body) {
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
    if (!reader) {
      const alike = suggestion(key, Object.keys(readers))
      throw contentError(namePositionOf(body, key), `[${kind}] unknown field [${key}]${alike}`)
    }
    values[key] = within({ kind, container: body, key, value, field: undefined }, reader)
  }
  return values as Values<Table>
}

/** Errors of a member's own parser are wrapped: `[1:20] [bool] failed to parse field [must]`, at the place where that parser stopped. */
function within(option: Option, read: (option: Option) => unknown): unknown {
  try {
    return read(option)
  } catch (error) {
    if (!(error instanceof ElasticError) || error instanceof WrongToken) throw error
    const place = placeOf(error) ?? positionOf(option.container, option.key)
    throw contentError(place, `[${option.kind}] failed to parse field [${option.key}]`, error)
  }
}

/** Where an error says it happened. */
function placeOf(error: ElasticError): JsonPosition | undefined {
  const { line, col } = error.details.members ?? {}
  if (typeof line === 'number' && typeof col === 'number') return { line, column: col }
  const inText = /^\[(\d+):(\d+)\] /.exec(error.reason) ?? /\[(\d+):(\d+)\]$/.exec(error.reason)
  return inText ? { line: Number(inText[1]), column: Number(inText[2]) } : undefined
}

class WrongToken extends ElasticError {}

/** `[bool] must doesn't support values of type: VALUE_NUMBER`, which is not wrapped again. */
export function wrongToken({ kind, container, key, value }: Option): ElasticError {
  const reason = `[${kind}] ${key} doesn't support values of type: ${tokenName(value)}`
  const place = positionOf(container, key)
  return new WrongToken('x_content_parse_exception', place ? `[${place.line}:${place.column}] ${reason}` : reason)
}

function contentError(place: JsonPosition | undefined, reason: string, cause?: ElasticError): ElasticError {
  const text = place ? `[${place.line}:${place.column}] ${reason}` : reason
  if (!cause) return new ElasticError('x_content_parse_exception', text)
  return new ElasticError('x_content_parse_exception', text, { causedBy: cause, rootCause: [innermost(cause, text)] })
}

/** The innermost error of this form is what `root_cause` shows. */
function innermost(cause: ElasticError, outer: string): ElasticError {
  if (cause.type !== 'x_content_parse_exception') return new ElasticError('x_content_parse_exception', outer)
  return cause.details.rootCause?.[0] ?? cause
}

/** Wraps a reader so that it meets scalars only. */
export const scalarField =
  <Result>(read: (option: Option) => Result, nullable = false) =>
  (option: Option): Result => {
    if (isScalar(option.value) || (nullable && option.value === null)) return read(option)
    throw wrongToken(option)
  }

/** A text, and nothing that could be taken for one. */
export function textField(option: Option): string {
  if (typeof option.value === 'string') return option.value
  throw wrongToken(option)
}

/** An object. */
export function objectField(option: Option): JsonObject {
  if (isJsonObject(option.value)) return option.value
  throw wrongToken(option)
}

/** One text or a list of them. */
export function textList(option: Option): readonly string[] {
  if (isScalar(option.value)) return [scalarText(option.value)]
  if (!Array.isArray(option.value)) throw wrongToken(option)
  return option.value.map((item, at) => itemText(option, option.value as JsonValue[], item, at))
}

function itemText(option: Option, list: JsonContainer, item: JsonValue, at: number): string {
  if (isScalar(item)) return scalarText(item)
  const place = positionOf(list, at)
  const where = place ? `[${place.line}:${place.column}] ` : ''
  throw new WrongToken(
    'x_content_parse_exception',
    `${where}[${option.kind}] ${option.key} doesn't support values of type: ${tokenName(item)}`,
  )
}

/** One query or a list of them. */
export const queryList =
  (inner: InnerQueries) =>
  (option: Option): readonly QueryNode[] => {
    const { value, container, key } = option
    if (isJsonObject(value)) return [inner.query(container, key)]
    if (!Array.isArray(value)) throw wrongToken(option)
    return value.map((_, at) => inner.query(value, at))
  }
