/** Operations in words, for the error text of a write that found too few copies. */
import type { WriteOperation } from '../../engine/shard.ts'

const MAX_SOURCE = 2048

/** One operation with its document, or how many there are. */
export function describeOperations(index: string, operations: readonly WriteOperation[]): string {
  const [only] = operations
  return operations.length === 1 && only ? describeOne(index, only) : `${operations.length} requests`
}

function describeOne(index: string, operation: WriteOperation): string {
  const place = `[${index}][${operation.id ?? 'null'}]`
  if (operation.kind === 'delete') return `delete {${place}}`
  if (operation.kind === 'update') return `update {${place}}`
  return `index {${place}, source[${describeSource(operation.source)}]}`
}

const describeSource = (source: Buffer): string =>
  source.length <= MAX_SOURCE
    ? source.toString('utf8')
    : `n/a, actual length: [${source.length}b], max length: ${MAX_SOURCE / 1024}kb`
