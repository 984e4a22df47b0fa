/** Documents, bytes and segments of all indices together. */
import type { IndexOverview } from '../../backend/embedded/bound-engine.ts'
import type { JsonOutput } from '../../core/json/output.ts'

export function indexTotals(indices: readonly IndexOverview[]): { readonly [metric: string]: JsonOutput } {
  const all = indices.filter(({ closed }) => !closed).map((index) => index.stats())
  const sum = (pick: (stats: (typeof all)[number]) => number): number => all.reduce((total, stats) => total + pick(stats), 0)
  const storeBytes = sum((stats) => stats.storeBytes)
  return {
    docs: { count: sum((stats) => stats.docs), deleted: sum((stats) => stats.deletedDocs) },
    store: { size_in_bytes: storeBytes, total_data_set_size_in_bytes: storeBytes, reserved_in_bytes: 0 },
    segments: { count: sum((stats) => stats.segments), memory_in_bytes: sum((stats) => stats.memoryBytes) },
  }
}
