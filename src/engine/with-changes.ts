/** Settings with changes applied: null takes one away. */
export function withChanges(
  settings: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, string> {
  const changed = new Map(settings)
  for (const [name, value] of changes) {
    if (value === null) changed.delete(name)
    else changed.set(name, value)
  }
  return changed
}
