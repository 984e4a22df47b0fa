/** What the first process and its workers ask each other: content and answer of each question. */
import type { Attempt, Outcome } from '../authn/login-guard.ts'
import type { Config } from '../config/settings.ts'
import type { Turn } from '../identity/fair-queue.ts'
import type { Lockout, LockoutSelector } from '../identity/lockout.ts'
import type { MetricsReading } from '../observe/metrics.ts'
import type { BackendCondition } from '../request/backend.ts'
import type { RunningRequest } from '../tasks/running-requests.ts'

/** What each worker can tell of itself. */
export interface Reports {
  readonly metrics: MetricsReading
  readonly requests: readonly RunningRequest[]
  readonly condition: BackendCondition
}

/** How a worker is to start. */
export interface StartOrder {
  readonly config: Config
  /** From 1. */
  readonly worker: number
  readonly count: number
  readonly digestKey: string
  /** Where the first worker takes what others hand it. */
  readonly socket: string
}

/** A check of a secret that may be made. */
export interface Admission {
  readonly permit: number
  readonly turn: Turn
}

export interface Dialogue {
  // The first process asks a worker.
  readonly stop: [reason: string, done: undefined]
  readonly report: [kind: keyof Reports, report: Reports[keyof Reports]]
  // A worker asks the first process.
  readonly order: [nothing: undefined, order: StartOrder]
  readonly listening: [url: string, done: undefined]
  readonly failed: [why: { readonly message: string; readonly code: string | undefined }, done: undefined]
  readonly everybody: [kind: keyof Reports, reports: readonly Reports[keyof Reports][]]
  readonly admit: [attempt: Attempt, admission: Admission | undefined]
  readonly ended: [check: { readonly permit: number; readonly outcome: Outcome | undefined }, done: undefined]
  readonly admitsRemembered: [attempt: Attempt, isAdmitted: boolean]
  readonly pardon: [username: string, done: undefined]
  readonly lockouts: [nothing: undefined, lockouts: readonly Lockout[]]
  readonly clearLockouts: [selector: LockoutSelector, cleared: number]
}

export type Subject = keyof Dialogue
