/** The log: a reader of events that writes JSON lines to standard error. Fields, not sentences; no secret is ever part of an event. */
import type { Logger } from 'pino'
import { type Observer, type ServerEvent, silentObserver } from './events.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'

/** `base`: fields of every line. Events that come before pino is loaded (it takes longer than the rest of a start) wait for it, in order. */
export function createLog(level: Level | 'silent', base: Readonly<Record<string, unknown>> | null = null): Observer {
  if (level === 'silent') return silentObserver
  let logger: Logger | undefined
  const waiting: ServerEvent[] = []
  const write = (event: ServerEvent): void => {
    const { kind, ...fields } = event
    logger?.[levelOf(event)]('error' in fields ? { ...fields, error: errorText(fields.error) } : fields, kind)
  }
  const load = async (): Promise<void> => {
    const { destination, pino } = await import('pino')
    logger = pino({ level, base, timestamp: () => `,"time":"${new Date().toISOString()}"` }, destination({ fd: 2, sync: true }))
    waiting.splice(0).forEach(write)
  }
  return {
    emit: (event) => {
      if (logger) return write(event)
      if (waiting.push(event) === 1) void load()
    },
  }
}

function levelOf(event: ServerEvent): Level {
  switch (event.kind) {
    case 'started':
    case 'stopping':
    case 'stopped':
    case 'tls_reloaded':
    case 'task_started':
    case 'task_resumed':
    case 'task_finished':
      return 'info'
    case 'internal_error':
    case 'tls_fault':
      return 'error'
    case 'realm_fault':
    case 'clock_set_back':
    case 'lockout_started':
    case 'task_failed':
    case 'worker_ended':
    case 'role_fault':
    case 'certificate_validity':
      return 'warn'
    case 'engine':
      return event.level
    default:
      return 'debug'
  }
}

const errorText = (error: unknown): string | undefined =>
  error instanceof Error ? (error.stack ?? error.message) : error === undefined ? undefined : String(error)
