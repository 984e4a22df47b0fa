/** What the engine tells about itself, as events of the server. The engine knows no observer: it hands out plain facts. */
import type { Observer } from './events.ts'

interface EngineFact {
  readonly kind: string
  readonly index?: string
  readonly reason?: string
}

/** A damaged part is an error, one that was mended a warning. */
const LEVELS: Readonly<Record<string, 'info' | 'warn' | 'error'>> = {
  index_recovered: 'info',
  segment_rebuilt: 'warn',
  document_damaged: 'error',
  write_refused: 'error',
  background_failed: 'error',
}

export const engineReports =
  (observer: Observer) =>
  ({ kind, ...facts }: EngineFact): void =>
    observer.emit({ kind: 'engine', level: LEVELS[kind] ?? 'warn', what: kind, facts })
