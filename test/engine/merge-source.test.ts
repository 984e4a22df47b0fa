import { expect, it } from 'vitest'
import { parseJsonText } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { mergeSource } from '../../src/engine/merge-source.ts'

const merge = (stored: string, partial: string): [string, boolean] => {
  const { merged, changed } = mergeSource(parseJsonText(stored) as JsonObject, parseJsonText(partial) as JsonObject)
  return [writeJsonText(merged), changed]
}

it.each([
  ['adds members behind those that are there', '{"a":1,"b":2}', '{"c":3,"a":4}', '{"a":4,"b":2,"c":3}', true],
  ['merges objects member by member', '{"o":{"x":1,"y":2}}', '{"o":{"y":3,"z":4}}', '{"o":{"x":1,"y":3,"z":4}}', true],
  ['replaces arrays', '{"a":[1,2]}', '{"a":[3]}', '{"a":[3]}', true],
  ['replaces an object by a value', '{"o":{"x":1}}', '{"o":1}', '{"o":1}', true],
  ['sets null', '{"a":1}', '{"a":null}', '{"a":null}', true],
  ['sees a null that is new', '{}', '{"a":null}', '{"a":null}', true],
  ['keeps digits', '{"n":9007199254740993}', '{"m":1.10}', '{"n":9007199254740993,"m":1.10}', true],
  ['sees nothing to do', '{"a":[1,{"b":2}],"c":"x"}', '{"a":[1,{"b":2}]}', '{"a":[1,{"b":2}],"c":"x"}', false],
  ['does not mind the order within', '{"a":[{"b":1,"c":2}]}', '{"a":[{"c":2,"b":1}]}', '{"a":[{"c":2,"b":1}]}', false],
  ['tells big numbers apart', '{"n":9007199254740993}', '{"n":9007199254740992}', '{"n":9007199254740992}', true],
  ['tells 1 from 1.0', '{"n":1}', '{"n":1.0}', '{"n":1.0}', true],
  ['does not tell 1.1 from 1.10', '{"n":1.1}', '{"n":1.10}', '{"n":1.10}', false],
  ['treats __proto__ as a name', '{"a":1}', '{"__proto__":{"b":2}}', '{"a":1,"__proto__":{"b":2}}', true],
])('%s', (_, stored, partial, merged, changed) => {
  expect(merge(stored, partial)).toEqual([merged, changed])
})
