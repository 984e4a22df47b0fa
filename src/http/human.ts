/**
 * `human`: beside a size, a duration or a share in plain numbers stands the same for people (`"size": "1.5kb", "size_in_bytes": 1536`).
 * Only for what the server itself counts: members of its own literals. Documents and whatever users named stay as they are.
 */
import { JsonDouble, type JsonOutput, RawJson } from '../core/json/output.ts'
import { printBytes, printDuration } from '../core/units.ts'

type Print = (value: number) => string

const PRINTS: readonly (readonly [suffix: string, print: Print])[] = [
  ['_in_bytes', printBytes],
  ['_in_millis', printDuration],
  ['_millis', printDuration],
  ['_as_number', (value) => `${value.toFixed(1)}%`],
]

/** The body with readable members before those they explain. */
export function withReadable(body: JsonOutput): JsonOutput {
  if (Array.isArray(body)) return body.map(withReadable)
  if (body instanceof Map) return new Map([...body].map(([name, value]) => [name, withReadable(value)]))
  return isLiteral(body) ? readableMembers(body) : body
}

type Literal = { readonly [member: string]: JsonOutput }

const isLiteral = (body: JsonOutput): body is Literal =>
  typeof body === 'object' && body !== null && !(body instanceof RawJson) && Object.getPrototypeOf(body) === Object.prototype

function readableMembers(body: Literal): JsonOutput {
  const shown: Record<string, JsonOutput> = {}
  for (const [name, value] of Object.entries(body)) {
    const readable = readableOf(name, value instanceof JsonDouble ? value.value : value)
    if (readable && !Object.hasOwn(body, readable.name)) shown[readable.name] = readable.text
    shown[name] = withReadable(value)
  }
  return shown
}

/** A negative number stands for none. */
function readableOf(name: string, value: JsonOutput): { readonly name: string; readonly text: string } | undefined {
  if (typeof value !== 'number' || value < 0) return undefined
  for (const [suffix, print] of PRINTS) {
    if (name.endsWith(suffix)) return { name: name.slice(0, -suffix.length), text: print(value) }
  }
  return undefined
}
