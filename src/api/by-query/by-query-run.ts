/** One run of a task by query: its parts beside each other, what is noted down of them, and what comes of it. Called by `by-query-kind.ts`. */
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { ChildRun, PlainJson, TaskRun } from '../../tasks/task-kind.ts'
import { refresh } from '../indices/refresh.ts'
import { innerStep } from '../inner-call.ts'
import type { ByQueryInput } from './by-query-input.ts'
import { PageNotes } from './page-notes.ts'
import { Part, type PartParts } from './part.ts'
import { keptOutput, NO_PROGRESS, type PartProgress, type StatusFacts, sliceOutput, statusOutput } from './progress.ts'
import { isSpread, readBounds, type SeqNoBounds } from './seq-no-bounds.ts'

/** Kept with the task. */
export interface ByQueryState {
  readonly parts: readonly PartProgress[]
  readonly bounds?: SeqNoBounds
}

type Run = TaskRun<ByQueryState & PlainJson>

export class ByQueryRun {
  readonly #run: Run
  readonly #input: ByQueryInput
  readonly #pointInTime: string
  readonly #children: readonly ChildRun[]
  readonly #progress: PartProgress[]
  readonly #notes = new PageNotes(() => this.#note())
  #bounds: SeqNoBounds | undefined
  #isStopped = false

  constructor(run: Run, input: ByQueryInput, pointInTime: string) {
    const { slices } = input
    this.#run = run
    this.#input = input
    this.#pointInTime = pointInTime
    this.#children = slices === 1 ? [] : run.split(slices)
    this.#progress = Array.from({ length: slices }, (_, nth) => run.state?.parts[nth] ?? NO_PROGRESS)
  }

  /** The result as JSON text. */
  async toEnd(): Promise<string> {
    const begun = performance.now()
    this.#bounds = await this.#findBounds()
    const parts = this.#progress.map((saved, nth) => new Part(this.#partOf(nth, saved)))
    const settled = await Promise.allSettled(parts.map((part, nth) => this.#work(part, nth)))
    for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason
    this.#show()
    if (this.#input.refresh) await this.#refreshWritten()
    const output = (this.#run.keeps ? keptOutput : statusOutput)(this.#progress, this.#facts(), (nth) => this.#factsOf(nth))
    const failures = parts.flatMap((part) => part.failures.map(({ index, id, cause, status }) => ({ index, id, cause, status })))
    return writeJsonText({ took: Math.round(performance.now() - begun), timed_out: false, ...output, failures })
  }

  /** Copies in the order in which documents were written need none: what was written since stands behind them. */
  async #findBounds(): Promise<SeqNoBounds | undefined> {
    const { operation, source } = this.#input
    if (operation === 'reindex' && !source.isSorted) return undefined
    const noted = this.#run.state?.bounds
    if (!noted) return readBounds(this.#run, this.#pointInTime)
    if (this.#run.isResumed && (await isSpread(this.#run, this.#pointInTime, noted))) throw severalShards()
    return noted
  }

  #partOf(nth: number, saved: PartProgress): PartParts {
    const { slices, maxDocs } = this.#input
    const run = this.#children[nth] ?? this.#run
    // Where bounds are needed they are noted down before anything is written: without a note nothing was.
    const isResumed = this.#run.isResumed && (this.#run.state !== undefined || this.#bounds === undefined)
    return {
      run,
      input: this.#input,
      pointInTime: this.#pointInTime,
      bounds: this.#bounds,
      slice: slices === 1 ? undefined : { id: nth, max: slices },
      maxDocs: maxDocs === undefined ? Number.POSITIVE_INFINITY : shareOf(maxDocs, slices, nth),
      saved: isResumed ? saved : undefined,
      isStopped: () => this.#isStopped,
      onBegun: async (now) => {
        this.#progress[nth] = now
        await this.#notes.now()
      },
      onPage: async (now, isLast) => {
        this.#progress[nth] = now
        this.#show()
        // Before it waits for its turn there is time.
        if (!isLast) await (Number.isFinite(run.requestsPerSecond) ? this.#notes.now() : this.#notes.page())
      },
    }
  }

  async #work(part: Part, nth: number): Promise<void> {
    const child = this.#children[nth]
    try {
      await part.work()
    } catch (error) {
      this.#isStopped = true
      throw error
    } finally {
      this.#progress[nth] = part.progress
      this.#isStopped ||= part.failures.length > 0
      child?.end()
    }
    // A part that was cancelled alone stays so after a restart.
    if (child?.cancelled !== undefined && this.#run.cancelled === undefined) await this.#notes.now()
  }

  #note(): Promise<void> {
    const bounds = this.#bounds ? { bounds: this.#bounds } : {}
    return this.#run.save({ parts: [...this.#progress], ...bounds } as unknown as ByQueryState & PlainJson, this.#status())
  }

  #show(): void {
    this.#run.show(this.#status())
    for (const [nth, child] of this.#children.entries()) {
      child.show(plain(sliceOutput(nth, this.#progress[nth] ?? NO_PROGRESS, this.#factsOf(nth))))
    }
  }

  #status(): PlainJson {
    return plain(statusOutput(this.#progress, this.#facts(), (nth) => this.#factsOf(nth)))
  }

  #facts({ requestsPerSecond, cancelled }: Pick<StatusFacts, 'requestsPerSecond' | 'cancelled'> = this.#run): StatusFacts {
    return { operation: this.#input.operation, requestsPerSecond, cancelled }
  }

  #factsOf(nth: number): StatusFacts {
    return this.#facts(this.#children[nth])
  }

  async #refreshWritten(): Promise<void> {
    const { source, destination } = this.#input
    const path = { index: destination?.index ?? source.indices }
    const parameters = destination ? { ignore_unavailable: 'true' } : source.parameters
    await this.#run.perform(innerStep(refresh, { path, parameters }))
  }
}

/** Documents that one part may take. */
const shareOf = (maxDocs: number, slices: number, nth: number): number =>
  Math.floor(maxDocs / slices) + (nth < maxDocs % slices ? 1 : 0)

const severalShards = (): ElasticError =>
  new ElasticError(
    'exception',
    'the node was stopped while the task was running on an index of several shards, and which documents are done cannot be told; what was done stays done',
    { status: 503 },
  )

const plain = (output: JsonOutput): PlainJson => JSON.parse(writeJsonText(output)) as PlainJson
