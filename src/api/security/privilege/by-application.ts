/** Privileges as replies group them: by application, then by name. Names are data, so these are Maps. */
import type { JsonOutput } from '../../../core/json/output.ts'

export function byApplication<Item extends { readonly application: string; readonly name: string }>(
  items: readonly Item[],
  print: (item: Item, at: number) => JsonOutput,
): ReadonlyMap<string, ReadonlyMap<string, JsonOutput>> {
  const grouped = new Map<string, Map<string, JsonOutput>>()
  items.forEach((item, at) => {
    const members = grouped.get(item.application) ?? new Map<string, JsonOutput>()
    grouped.set(item.application, members.set(item.name, print(item, at)))
  })
  return grouped
}
