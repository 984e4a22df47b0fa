/** What a kind of task is: how it begins, how it runs, whether it can go on after a restart. Implemented under `api/`, run by `tasks.ts`. */
import type { Step } from '../request/api.ts'
import type { Reply } from '../request/reply.ts'

/** JSON as the store keeps it: no Maps, no exact numbers. */
export type PlainJson =
  | null
  | boolean
  | number
  | string
  | readonly PlainJson[]
  | { readonly [member: string]: PlainJson | undefined }

/** What a task, or a part of it, has of the server while it runs. Everything it does to data goes through `perform`. */
export interface PartRun {
  /** It ran before the server was started: its last step may be done already. */
  readonly isResumed: boolean
  /** As the identity of the task, which is looked up and authorized anew; throws what it is refused with. */
  perform(step: Step): Promise<Reply>
  /** Shown without being kept. */
  show(status: PlainJson): void
  /** Why it was cancelled; undefined: it was not. */
  readonly cancelled: string | undefined
  /** Infinite: not throttled. May change while it runs. */
  readonly requestsPerSecond: number
  /** Waits, less than that where it is cancelled, stopped, or throttled otherwise meanwhile: then `until` is asked again. */
  pause(until: () => number): Promise<void>
}

/** A part of a task beside others. */
export interface ChildRun extends PartRun {
  /** It works no more. */
  end(): void
}

export interface TaskRun<State extends PlainJson> extends PartRun {
  /** What it saved last; undefined at its first start. */
  readonly state: State | undefined
  /** Aborted, with the reason in words, when it is cancelled or the server stops. */
  readonly stopped: AbortSignal
  /** Its result is kept for whoever asks later; otherwise somebody waits for it. */
  readonly keeps: boolean
  /** Remembers how far it is. Durable when it resolves; `status` is shown to whoever asks. */
  save(state: State, status: PlainJson): Promise<void>
  /** Parts that work beside each other, each with its share of the speed; they are listed until they end. */
  split(count: number): readonly ChildRun[]
}

export interface TaskKind<Input extends PlainJson, State extends PlainJson, Prepared> {
  /** Kept with its tasks: it never changes. */
  readonly name: string
  readonly action: string
  /** Whether it goes on after a restart; otherwise it ends with that as the reason. */
  isResumable(input: Input): boolean
  /** The first steps, before anything is answered: what is refused here refuses the request. */
  prepare(run: TaskRun<State>, input: Input): Promise<Prepared>
  /** To its end; the result is JSON text. */
  run(run: TaskRun<State>, input: Input, prepared: Prepared): Promise<string>
  /** Lets go of what was prepared, whatever happened. */
  release?(run: TaskRun<State>, prepared: Prepared): Promise<void>
}

// Kinds are kept in one list and agree with their own tasks among themselves.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnyTaskKind = TaskKind<any, any, any>
