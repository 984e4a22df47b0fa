/** The log: a reader of events that writes JSON lines to standard error. Fields, not sentences; no secret is ever part of an event. */
import { destination, pino } from 'pino'
import type { Observer, ServerEvent } from './events.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'

export function createLog(level: Level | 'silent'): Observer {
  const logger = pino(
    { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    destination({ fd: 2, sync: true }),
  )
  return {
    emit: (event) => {
      const { kind, ...fields } = event
      logger[levelOf(event)]('error' in fields ? { ...fields, error: errorText(fields.error) } : fields, kind)
    },
  }
}

function levelOf(event: ServerEvent): Level {
  switch (event.kind) {
    case 'started':
    case 'stopping':
    case 'stopped':
      return 'info'
    case 'internal_error':
      return 'error'
    case 'engine':
      return event.level
    default:
      return 'debug'
  }
}

const errorText = (error: unknown): string | undefined =>
  error instanceof Error ? (error.stack ?? error.message) : error === undefined ? undefined : String(error)
