/**
 * Plain JavaScript data ⇄ `JsonValue`, for the server's own records. Member names are data: objects made here have no prototype.
 */
import { JsonNumber, type JsonValue } from './value.ts'

/** Plain data (literals, arrays, primitives) as a parsed value; `undefined` members are left out. */
export function fromPlain(plain: unknown): JsonValue {
  if (plain === null || typeof plain === 'boolean' || typeof plain === 'string') return plain
  if (typeof plain === 'number') return Number.isFinite(plain) ? plain : refuse(plain)
  if (typeof plain === 'bigint') return Number.isSafeInteger(Number(plain)) ? Number(plain) : new JsonNumber(String(plain))
  if (Array.isArray(plain)) return plain.map(fromPlain)
  if (plain instanceof Map) return new Map([...plain].map(([name, value]) => [String(name), fromPlain(value)]))
  if (plain instanceof JsonNumber) return plain
  if (typeof plain !== 'object') return refuse(plain)
  const members = Object.entries(plain).filter(([, value]) => value !== undefined)
  return new Map(members.map(([name, value]) => [name, fromPlain(value)]))
}

/** A parsed value as plain data: objects without a prototype, numbers as the nearest double. */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return value.toNumber()
  if (Array.isArray(value)) return value.map(toPlain)
  if (!(value instanceof Map)) return value
  const plain: Record<string, unknown> = Object.create(null)
  for (const [name, member] of value) plain[name] = toPlain(member)
  return plain
}

function refuse(value: unknown): never {
  throw new TypeError(`not JSON data: ${typeof value}`)
}
