/** The body of `POST /_security/api_key`, and of the member `api_key` of a grant. */
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import { readStrictObject, textField } from '../../../query/strict-object.ts'
import { assertMembers, findKeyNameFaults, KEY_READERS, type KeyMembers, keyMembers, parseLifetime } from './key-members.ts'

export interface CreateKey extends KeyMembers {
  readonly name: string
}

const PARSER = 'api_key_request'

/** Reads the body; what its members mean is checked by `assertCreateKey`. */
export function readCreateKey(body: JsonObject): CreateKey {
  const given = readStrictObject(PARSER, body, { name: textField, ...KEY_READERS })
  if (given.name === undefined) throw illegalArgument('Required [name]')
  if (given.expiration !== undefined) assertDuration(given.expiration, PARSER)
  return { name: given.name, ...keyMembers(given) }
}

export function assertCreateKey(key: CreateKey, also: readonly string[] = []): void {
  assertMembers(key, [...findKeyNameFaults(key.name), ...also])
}

/** Throws 400 in the words of a parser that has read everything else. */
export function assertDuration(text: string, parser: string): void {
  try {
    parseLifetime(text)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw new ElasticError('x_content_parse_exception', `Failed to build [${parser}] after last required field arrived`, {
      causedBy: error,
    })
  }
}
