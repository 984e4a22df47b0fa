/** One part of a task by query: reads its slice page by page, writes each page, and notes down how far it is. */
import { ElasticError } from '../../core/errors.ts'
import type { TaskRun } from '../../tasks/task-kind.ts'
import type { ByQueryInput } from './by-query-input.ts'
import { withoutDone } from './doubtful-page.ts'
import type { HitPage, SourceHit } from './hit.ts'
import { behindSeqNo, highestSeqNo, nextPage } from './page-reader.ts'
import { bulkCall, type PageFailure, type PageOutcome, readOutcome } from './page-writer.ts'
import { NO_PROGRESS, type PartProgress } from './progress.ts'

export interface PartParts {
  readonly run: Pick<TaskRun<never>, 'perform' | 'pause' | 'cancelled' | 'requestsPerSecond' | 'isResumed'>
  readonly input: ByQueryInput
  readonly pointInTime: string
  readonly slice: { readonly id: number; readonly max: number } | undefined
  readonly maxDocs: number
  readonly saved: PartProgress | undefined
  /** Another part failed. */
  isStopped(): boolean
  /** Called after every page; `isLast`: there is no need to keep it. */
  onPage(progress: PartProgress, isLast: boolean): Promise<void>
}

/** Pages after a restart that may have been written before. */
const DOUBTFUL_PAGES = 2

export class Part {
  readonly failures: PageFailure[] = []
  progress: PartProgress
  readonly #parts: PartParts
  #after: string | undefined
  #doubtful = 0

  constructor(parts: PartParts) {
    this.#parts = parts
    this.progress = parts.saved ?? NO_PROGRESS
  }

  /** To the end of the slice, or to the first failure that counts. */
  async work(): Promise<void> {
    if (this.progress.isDone) return
    await this.#begin()
    let isFirst = true
    for (;;) {
      if (this.#parts.run.cancelled !== undefined || this.#parts.isStopped() || this.#left() <= 0) break
      const begun = performance.now()
      const page = await this.#read(isFirst)
      if (page.hits.length === 0) break
      // What is changed in place cannot be counted, or told from the rest, once it is changed.
      if (isFirst && this.#parts.input.operation !== 'reindex') await this.#parts.onPage(this.progress, false)
      isFirst = false
      if (!(await this.#write(page, begun))) break
    }
    this.#finish()
  }

  get #isDelete(): boolean {
    return this.#parts.input.operation === 'delete'
  }

  /** Documents that are done, whatever became of them. */
  #left(): number {
    const { created, updated, deleted, conflicts } = this.progress
    return this.#parts.maxDocs - created - updated - deleted - conflicts
  }

  async #begin(): Promise<void> {
    const { run, input, pointInTime, saved } = this.#parts
    if (input.operation === 'update' && this.progress.bound === undefined) {
      this.progress = { ...this.progress, bound: await highestSeqNo(run, { pointInTime }) }
    }
    if (!run.isResumed || !saved) return
    if (this.#isDelete) return
    const { lastSeqNo = -1 } = saved
    // Several indices may have a document of the same number: those that are done are left out below.
    this.#after = behindSeqNo(input.operation === 'reindex' ? lastSeqNo - 1 : lastSeqNo)
    if (input.operation === 'reindex') this.#doubtful = DOUBTFUL_PAGES
  }

  async #read(isFirst: boolean): Promise<HitPage> {
    const { run, input, pointInTime, slice, saved } = this.#parts
    const size = Math.min(input.source.size, this.#left())
    const { source, operation } = input
    const request = { pointInTime, source, size, after: this.#after, slice, operation, counts: isFirst }
    const page = await nextPage(run, request)
    if (isFirst) this.#count(page, run.isResumed ? saved : undefined)
    this.#after = page.hits.at(-1)?.sort
    return page
  }

  #count({ total = 0, shards }: HitPage, saved: PartProgress | undefined): void {
    const { maxDocs, input } = this.#parts
    if (saved?.matches === undefined) {
      this.progress = { ...this.progress, total: Math.min(total, maxDocs), matches: total }
      return
    }
    if (input.operation === 'update' && shards > 1) throw severalIndices()
    if (!this.#isDelete) return
    // What is gone was deleted, noted down or not; what conflicted is tried again.
    const gone = Math.min(maxDocs, Math.max(saved.deleted, saved.matches - total))
    this.progress = { ...this.progress, deleted: gone, conflicts: 0 }
  }

  /** False: nothing follows. */
  async #write(page: HitPage, begun: number): Promise<boolean> {
    const { run, input, onPage } = this.#parts
    const { hits, done } = await this.#undone(page.hits)
    const outcome = hits.length === 0 ? NOTHING : readOutcome(await run.perform(bulkCall(hits, input)))
    const failures = outcome.failures.filter(({ status }) => status !== 409 || !input.proceeds)
    this.failures.push(...failures)
    this.progress = this.#progressAfter(page, outcome, done)
    const isLast = failures.length > 0 || page.hits.length < input.source.size
    await onPage(this.progress, isLast)
    if (isLast) return false
    await this.#throttle(begun, page.hits.length)
    return true
  }

  /** Without what an earlier run did already. */
  async #undone(hits: readonly SourceHit[]): Promise<{ readonly hits: readonly SourceHit[]; readonly done: number }> {
    const { run, input, saved } = this.#parts
    const { bound = Number.POSITIVE_INFINITY } = this.progress
    if (!run.isResumed || !saved) return { hits, done: 0 }
    const { lastSeqNo, ties = [] } = saved
    const fresh = hits.filter((hit) => hit.seqNo <= bound && !(hit.seqNo === lastSeqNo && ties.includes(tieOf(hit))))
    if (this.#doubtful === 0 || fresh.length === 0) return { hits: fresh, done: 0 }
    this.#doubtful--
    const { missing, done } = await withoutDone(run, fresh, input.destination!)
    return { hits: missing, done }
  }

  #progressAfter({ hits }: HitPage, outcome: PageOutcome, done: number): PartProgress {
    const { created, updated, deleted, batches, conflicts, ties = [] } = this.progress
    const last = hits.at(-1)!.seqNo
    const equals = hits.filter(({ seqNo }) => seqNo === last).map(tieOf)
    return {
      ...this.progress,
      created: created + outcome.created + done,
      updated: updated + outcome.updated,
      deleted: deleted + outcome.deleted,
      conflicts: conflicts + outcome.conflicts,
      batches: batches + 1,
      lastSeqNo: last,
      ties: last === this.progress.lastSeqNo ? [...ties, ...equals] : equals,
    }
  }

  async #throttle(begun: number, docs: number): Promise<void> {
    const { run } = this.#parts
    const since = performance.now()
    await run.pause(() => (Number.isFinite(run.requestsPerSecond) ? begun + (docs / run.requestsPerSecond) * 1000 : 0))
    const waited = Math.round(performance.now() - since)
    if (Number.isFinite(run.requestsPerSecond)) {
      this.progress = { ...this.progress, throttledMillis: this.progress.throttledMillis + waited }
    }
  }

  #finish(): void {
    const { run, input, saved } = this.#parts
    const isWhole = this.failures.length === 0 && run.cancelled === undefined
    this.progress = { ...this.progress, isDone: true }
    if (!isWhole || !run.isResumed || !saved || input.operation !== 'update') return
    // What the lost page had done is counted with the rest.
    const { total, conflicts, updated } = this.progress
    this.progress = { ...this.progress, updated: Math.max(updated, total - conflicts) }
  }
}

const NOTHING: PageOutcome = { created: 0, updated: 0, deleted: 0, conflicts: 0, failures: [] }

const tieOf = ({ index, id }: SourceHit): string => `${index}/${id}`

const severalIndices = (): ElasticError =>
  new ElasticError(
    'exception',
    'the node was stopped while documents of several indices were updated, and which of them are done cannot be told; what was done stays done',
    { status: 503 },
  )
