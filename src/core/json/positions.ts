/**
 * Where the containers and members of a parsed body stand in it: for error texts (`[1:12] [bool] unknown field`) and for cutting the exact
 * bytes of a member out of a body. Filled by `parse.ts` only when asked (`positions`), so documents do not pay for it.
 */
import type { JsonPosition, JsonSource } from './source.ts'
import type { JsonObject, JsonValue } from './value.ts'

/** A container of parsed JSON. */
export type JsonContainer = JsonObject | JsonValue[]

/** Offsets of one container; `names`, `values` and `ends` run in the order of its members. */
export interface ContainerOffsets {
  readonly source: JsonSource
  readonly start: number
  readonly end: number
  readonly names: readonly number[]
  readonly values: readonly number[]
  readonly ends: readonly number[]
}

const recorded = new WeakMap<JsonContainer, ContainerOffsets>()

/** Keeps where a container and its members stand. Called by the parser. */
export function recordOffsets(container: JsonContainer, offsets: ContainerOffsets): void {
  recorded.set(container, offsets)
}

/** Where a container begins, or the value of its member `key` (an index for arrays). Undefined where nothing was recorded. */
export function positionOf(container: JsonContainer, key?: string | number): JsonPosition | undefined {
  const offsets = recorded.get(container)
  if (!offsets) return undefined
  return positionAt(offsets, key === undefined ? offsets.start : offsets.values[memberIndex(container, key)])
}

/** Where the name of a member begins (its quote). */
export function namePositionOf(container: JsonObject, key: string): JsonPosition | undefined {
  const offsets = recorded.get(container)
  return offsets && positionAt(offsets, offsets.names[memberIndex(container, key)])
}

/** Where the bracket that closes a container stands. */
export function endPositionOf(container: JsonContainer): JsonPosition | undefined {
  const offsets = recorded.get(container)
  return offsets && positionAt(offsets, offsets.end)
}

/** The bytes of a member's value, exactly as they came. Undefined where absent or not recorded. */
export function bytesOf(container: JsonContainer, key: string | number): Uint8Array | undefined {
  const offsets = recorded.get(container)
  const at = memberIndex(container, key)
  const start = offsets?.values[at]
  const end = offsets?.ends[at]
  if (!offsets || start === undefined || end === undefined) return undefined
  const { source } = offsets
  if (!source.bytes) return Buffer.from(source.text.slice(start, end))
  return source.bytes.subarray(source.byteOffset(start), source.byteOffset(end))
}

const positionAt = ({ source }: ContainerOffsets, offset: number | undefined): JsonPosition | undefined =>
  offset === undefined ? undefined : source.position(offset)

function memberIndex(container: JsonContainer, key: string | number): number {
  if (Array.isArray(container)) return typeof key === 'number' ? key : -1
  let at = 0
  for (const name of container.keys()) {
    if (name === key) return at
    at++
  }
  return -1
}
