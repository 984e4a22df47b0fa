/**
 * A partial document laid over a stored one, as the update API does it: objects merge member by member, everything else is replaced.
 * Nothing is lost on the way: numbers keep their text, members their order, `__proto__` is a name.
 */
import { isJsonNumber, isJsonObject, type JsonNumber, type JsonObject, type JsonValue, numberText } from '../core/json/value.ts'

/** The merged document, and whether it differs from the stored one. Neither argument is changed. */
export function mergeSource(stored: JsonObject, partial: JsonObject): { readonly merged: JsonObject; readonly changed: boolean } {
  const merged: JsonObject = new Map(stored)
  let changed = false
  for (const [name, value] of partial) {
    const before = stored.get(name)
    if (isJsonObject(before) && isJsonObject(value)) {
      const inner = mergeSource(before, value)
      merged.set(name, inner.merged)
      changed ||= inner.changed
    } else {
      merged.set(name, value)
      changed ||= !stored.has(name) || !equalValues(before as JsonValue, value)
    }
  }
  return { merged, changed }
}

/** Equality as the update API sees it: the order of members does not matter, `1` and `1.0` differ, `1.1` and `1.10` do not. */
function equalValues(one: JsonValue, other: JsonValue): boolean {
  if (isJsonNumber(one)) return isJsonNumber(other) && equalNumbers(one, other)
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => equalValues(item, other[at]!))
  }
  if (isJsonObject(one)) return isJsonObject(other) && equalObjects(one, other)
  return one === other
}

function equalObjects(one: JsonObject, other: JsonObject): boolean {
  if (one.size !== other.size) return false
  for (const [name, value] of one) {
    if (!other.has(name) || !equalValues(value, other.get(name)!)) return false
  }
  return true
}

function equalNumbers(one: number | JsonNumber, other: number | JsonNumber): boolean {
  const left = numberText(one)
  const right = numberText(other)
  if (left === right) return true
  return isDecimal(left) && isDecimal(right) && Number(left) === Number(right) && Number.isFinite(Number(left))
}

const isDecimal = (text: string): boolean => /[.eE]/.test(text)
