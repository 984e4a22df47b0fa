/** The `_source` member of a search body. */
import { parsingException } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import type { JsonObject } from '../../core/json/value.ts'
import { isJsonObject, tokenName } from '../../core/json/value.ts'
import { type FetchSource, NO_SOURCE, WHOLE_SOURCE } from '../fetch-source.ts'
import { type BodyMember, textsOf, unknownKey } from './body-member.ts'

export function parseSourceOption(member: BodyMember): FetchSource {
  const { value, body, key } = member
  if (typeof value === 'boolean') return value ? WHOLE_SOURCE : NO_SOURCE
  if (typeof value === 'string' || Array.isArray(value)) return { ...WHOLE_SOURCE, includes: textsOf(member) }
  if (isJsonObject(value)) return parsePatterns(value)
  const expected = '[VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT]'
  throw parsingException(`Expected one of ${expected} but found [${tokenName(value)}]`, positionOf(body, key))
}

function parsePatterns(body: JsonObject): FetchSource {
  let source = WHOLE_SOURCE
  for (const [key, value] of body) {
    const member = { body, key, value }
    if (key === 'includes' || key === 'include') source = { ...source, includes: textsOf(member) }
    else if (key === 'excludes' || key === 'exclude') source = { ...source, excludes: textsOf(member) }
    else throw unknownKey(member)
  }
  return source
}
