/** JSON values → YAML, as Elasticsearch writes it: block style, strings in double quotes, numbers as they are. */
import { JsonDouble, type JsonOutput, RawJson } from '../core/json/output.ts'
import { parseJson } from '../core/json/parse.ts'
import { JsonNumber } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'

export const writeYaml = (value: JsonOutput): string => `---\n${block(value, '')}`

type Entries = readonly (readonly [string, JsonOutput])[]

/** A value on lines of its own. */
function block(value: JsonOutput, indent: string): string {
  const items = itemsOf(value)
  if (items) return items.map((item) => `${indent}- ${inline(item, `${indent}  `, 'item')}`).join('')
  const members = membersOf(value)
  if (members) return members.map(([name, member]) => `${indent}${key(name)}:${inline(member, indent, 'member')}`).join('')
  return `${indent}${scalar(value)}\n`
}

/** A value behind `- ` or `name:`. */
function inline(value: JsonOutput, indent: string, behind: 'item' | 'member'): string {
  const space = behind === 'item' ? '' : ' '
  const items = itemsOf(value)
  const members = items ? undefined : membersOf(value)
  if (items?.length) return behind === 'item' ? block(value, indent).slice(indent.length) : `\n${block(value, indent)}`
  if (members?.length) return behind === 'item' ? block(value, indent).slice(indent.length) : `\n${block(value, `${indent}  `)}`
  return `${space}${items ? '[]' : members ? '{}' : scalar(value)}\n`
}

function itemsOf(value: JsonOutput): readonly JsonOutput[] | undefined {
  const opened = value instanceof RawJson ? parseJson(value.bytes) : value
  return Array.isArray(opened) ? opened : undefined
}

function membersOf(value: JsonOutput): Entries | undefined {
  const opened = value instanceof RawJson ? parseJson(value.bytes) : value
  if (typeof opened !== 'object' || opened === null) return undefined
  if (opened instanceof JsonNumber || opened instanceof JsonDouble) return undefined
  const entries = opened instanceof Map ? [...opened] : Object.entries(opened as Readonly<Record<string, JsonOutput>>)
  return entries.filter(([, member]) => member !== undefined)
}

/** A string in JSON's quotes is a string in YAML too. */
const scalar = (value: JsonOutput): string => writeJsonText(value)

/** Names that YAML would not take for anything else stand bare. */
const BARE = /^[A-Za-z_][\w.-]*$/
const RESERVED = /^(?:true|false|yes|no|on|off|null|y|n)$/i

const key = (name: string): string => (BARE.test(name) && !RESERVED.test(name) ? name : JSON.stringify(name))
