/** The lines of a bulk that goes up to a cluster: read for their names and kept as they came. */
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import { splitLines } from '../../core/json/ndjson.ts'
import type { ItemTarget, Targets } from '../../request/names.ts'
import type { BulkLine } from '../../request/remote-form.ts'
import { type BulkDefaults, parseBulkAction } from './bulk-action.ts'
import { BulkTargets } from './bulk-target.ts'

/** The operations of a body, or of a part behind others' lines, and what they name; what makes the whole of it unusable throws. */
export function readBulkLines(
  bytes: Buffer,
  defaults: BulkDefaults,
  linesBefore = 0,
): { readonly targets: Targets; readonly lines: readonly BulkLine[] } {
  const { lines, rest } = splitLines(bytes)
  if (rest.length > 0) throw illegalArgument('The bulk request must be terminated by a newline [\\n]')
  const targets = new BulkTargets()
  const items: ItemTarget[] = []
  const read: BulkLine[] = []
  for (let at = 0; at < lines.length; at++) {
    const action = parseBulkAction(lines[at]!, linesBefore + at + 1, defaults)
    if (!action) continue
    const line = lines[at]!
    const source = action.kind === 'delete' ? undefined : lines[++at]
    if (action.kind !== 'delete' && source === undefined) break
    if (action.index === undefined) throw validationFailed(['index is missing'])
    const { kind, index, id, routing, requireAlias, requireDataStream } = action
    items.push(targets.of(action, index))
    read.push({ kind, index, id, routing, action: line, source, requireAlias, requireDataStream })
  }
  if (read.length === 0) throw validationFailed(['no requests added'])
  return { targets: { kind: 'items', items }, lines: read }
}
