/**
 * Why a value does not fit its field, before it is known where it stands. Most faults are errors already; those that Elasticsearch's JSON
 * parser raises quote the source and a place in it, which only `document-error.ts` can add.
 */
import { ElasticError } from '../core/errors.ts'

/** A refusal in the words of the JSON parser, which names the place behind the token. */
export class TokenFault extends Error {
  readonly type: 'json_parse_exception' | 'input_coercion_exception'

  constructor(type: 'json_parse_exception' | 'input_coercion_exception', message: string) {
    super(message)
    this.type = type
  }
}

/** An object where a field of text, keyword or ip was expected: the text names the place of the object. */
export class TextExpectedFault extends Error {}

/** Whether a value was at fault, and not the code that read it. */
export const isValueError = (error: unknown): boolean =>
  error instanceof ElasticError || error instanceof TokenFault || error instanceof TextExpectedFault
