/** The columns that say when a table was made. */
import type { Column } from './table.ts'

export interface Timed {
  /** Milliseconds since the epoch. */
  readonly at: number
}

export const EPOCH: Column<Timed> = {
  name: 'epoch',
  aliases: ['t', 'time'],
  description: 'seconds since 1970-01-01 00:00:00',
  shown: true,
  align: 'left',
  value: ({ at }) => Math.floor(at / 1000),
}

export const TIMESTAMP: Column<Timed> = {
  name: 'timestamp',
  aliases: ['ts', 'hms', 'hhmmss'],
  description: 'time in HH:MM:SS',
  shown: true,
  align: 'left',
  value: ({ at }) => new Date(at).toISOString().slice(11, 19),
}
