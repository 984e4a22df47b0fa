/**
 * The refusal of malformed JSON in Elasticsearch's words: `x_content_parse_exception` around Jackson's `json_parse_exception`, or
 * `x_content_e_o_f_exception` where the input ended too soon. Thrown by `parse.ts`; document APIs wrap it (`failed to parse: …`).
 */
import { ElasticError } from '../errors.ts'
import type { JsonPosition, JsonSource } from './source.ts'

/**
 * Malformed JSON. `lastToken` is where the last whole token began, as document APIs print it: `[1:6] failed to parse: [1:7] Unexpected end
 * of file`; before and behind the main value it is the error's own place (and the words `failed to parse:` are left out there).
 */
export class JsonSyntaxError extends ElasticError {
  readonly lastToken: JsonPosition

  constructor(
    type: 'x_content_parse_exception' | 'x_content_e_o_f_exception',
    reason: string,
    cause: ElasticError,
    lastToken: JsonPosition,
  ) {
    super(type, reason, { causedBy: cause })
    this.lastToken = lastToken
  }
}

/** Something that JSON does not allow, at an offset. */
export function malformed(source: JsonSource, offset: number, message: string, lastToken: number): JsonSyntaxError {
  const { line, column } = source.position(offset)
  const text = `${message}\n at ${source.describe(offset)}`
  const cause = new ElasticError('json_parse_exception', text)
  return new JsonSyntaxError('x_content_parse_exception', `[${line}:${column}] ${text}`, cause, source.position(lastToken))
}

/** The input ended within a value. */
export function unexpectedEnd(source: JsonSource, message: string, lastToken: number): JsonSyntaxError {
  const end = source.text.length
  const { line, column } = source.position(end)
  const cause = new ElasticError('json_e_o_f_exception', `Unexpected end-of-input${message}\n at ${source.describe(end)}`)
  const reason = `[${line}:${column}] Unexpected end of file`
  return new JsonSyntaxError('x_content_e_o_f_exception', reason, cause, source.position(lastToken))
}

/** A limit of the parser was passed; Jackson names no place. */
export function beyondLimit(source: JsonSource, message: string, lastToken: number): JsonSyntaxError {
  const cause = new ElasticError('stream_constraints_exception', message)
  return new JsonSyntaxError('x_content_parse_exception', message, cause, source.position(lastToken))
}

/** A character as Jackson names it: `'q' (code 113)`. */
export function describeCharacter(code: number): string {
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`
  return `'${String.fromCodePoint(code)}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ''})`
}
