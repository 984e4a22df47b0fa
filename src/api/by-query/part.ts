/** One part of a task by query: reads its slice page by page, writes each page, and tells how far it is. */
import type { PartRun } from '../../tasks/task-kind.ts'
import type { ByQueryInput } from './by-query-input.ts'
import { withoutDone } from './doubtful-page.ts'
import type { HitPage, SourceHit } from './hit.ts'
import { DOUBTFUL_PAGES } from './page-notes.ts'
import { keysOf, nextPage, reopened, type SourcePage } from './page-reader.ts'
import { bulkCall, type PageFailure, type PageOutcome, readOutcome } from './page-writer.ts'
import { NO_PROGRESS, type PartProgress } from './progress.ts'
import { beyondBounds, type SeqNoBounds, withinBounds } from './seq-no-bounds.ts'

export interface PartParts {
  readonly run: Omit<PartRun, 'show'>
  readonly input: ByQueryInput
  readonly pointInTime: string
  /** Left out where nothing has to be told from what was written since. */
  readonly bounds: SeqNoBounds | undefined
  readonly slice: { readonly id: number; readonly max: number } | undefined
  readonly maxDocs: number
  /** What was noted down before a restart; undefined: it was not running then. */
  readonly saved: PartProgress | undefined
  /** Another part failed. */
  isStopped(): boolean
  /** Called before the first page is written, where a restart relies on what is known by then. */
  onBegun(progress: PartProgress): Promise<void>
  /** Called after every page; `isLast`: there is no need to keep it. */
  onPage(progress: PartProgress, isLast: boolean): Promise<void>
}

/** One reading of the slice. */
interface Pass {
  readonly filter: object | undefined
  readonly after: string | undefined
  /** So many pages may have been written before. */
  readonly doubtful: number
  readonly isSorted: boolean
  /** It is what the task is about, and counted. */
  readonly isMain: boolean
}

const WHOLE: Pass = { filter: undefined, after: undefined, doubtful: 0, isSorted: true, isMain: true }

export class Part {
  readonly failures: PageFailure[] = []
  progress: PartProgress
  readonly #parts: PartParts

  constructor(parts: PartParts) {
    this.#parts = parts
    this.progress = parts.saved ?? NO_PROGRESS
  }

  /** To the end of the slice, or to the first failure that counts. */
  async work(): Promise<void> {
    if (this.progress.isDone) return
    for (const pass of passesOf(this.#parts)) await this.#read(pass)
    this.progress = { ...this.progress, isDone: true }
  }

  async #read(pass: Pass): Promise<void> {
    let { after, doubtful } = pass
    for (let isFirst = true; !this.#isOver; isFirst = false) {
      const begun = performance.now()
      const page = await this.#next(pass, after, isFirst)
      if (isFirst && pass.isMain) await this.#begin(page)
      if (page.hits.length === 0) return
      await this.#write(page, { pass, isLast: page.isLast, isDoubtful: doubtful-- > 0 })
      if (page.isLast || this.#isOver) return
      after = page.hits.at(-1)?.sort
      await this.#throttle(begun, page.hits.length)
    }
  }

  get #isOver(): boolean {
    const { run, isStopped } = this.#parts
    return run.cancelled !== undefined || isStopped() || this.failures.length > 0 || this.#left <= 0
  }

  /** Documents that may still be taken. */
  get #left(): number {
    const { created, updated, deleted, conflicts } = this.progress
    return this.#parts.maxDocs - created - updated - deleted - conflicts
  }

  #next({ filter, isSorted, isMain }: Pass, after: string | undefined, isFirst: boolean): Promise<SourcePage> {
    const { run, input, pointInTime, slice } = this.#parts
    const { operation } = input
    const source = isSorted ? input.source : withoutOrder(input.source)
    const left = this.#left
    const size = Math.min(source.size, left)
    const waits = waitFor(size, run.requestsPerSecond)
    const facts = { waits, counts: isFirst && isMain, goesOn: size < left }
    return nextPage(run, { pointInTime, source, size, after, filter, slice, operation, ...facts })
  }

  async #begin({ total = 0 }: HitPage): Promise<void> {
    const { maxDocs, bounds, saved, input } = this.#parts
    if (saved?.matches === undefined) this.progress = { ...this.progress, total: Math.min(total, maxDocs), matches: total }
    else if (input.operation !== 'reindex') this.#countDone(saved.matches - total)
    if (bounds) await this.#parts.onBegun(this.progress)
  }

  /** What is not as it was any more was done, noted down or not. */
  #countDone(gone: number): void {
    const { maxDocs, input } = this.#parts
    const which = input.operation === 'update' ? 'updated' : 'deleted'
    const done = Math.min(maxDocs, gone) - this.progress.conflicts
    this.progress = { ...this.progress, [which]: Math.max(this.progress[which], done) }
  }

  async #write(
    page: HitPage,
    facts: { readonly pass: Pass; readonly isLast: boolean; readonly isDoubtful: boolean },
  ): Promise<void> {
    const { run, input, onPage } = this.#parts
    const { hits, done } = await this.#undone(page.hits, facts.isDoubtful)
    const outcome = hits.length === 0 ? NOTHING : readOutcome(await run.perform(bulkCall(hits, input)))
    const failures = outcome.failures.filter(({ status }) => status !== 409 || !input.proceeds)
    this.failures.push(...failures)
    this.progress = { ...this.#sum(outcome, done), ...(facts.pass.isMain ? this.#placeOf(page) : {}) }
    await onPage(this.progress, facts.isLast || failures.length > 0)
  }

  /** Without what an earlier run did already. */
  async #undone(
    hits: readonly SourceHit[],
    isDoubtful: boolean,
  ): Promise<{ readonly hits: readonly SourceHit[]; readonly done: number }> {
    const { run, input, saved } = this.#parts
    const ties = saved?.ties ?? []
    const fresh = ties.length === 0 ? hits : hits.filter((hit) => !ties.includes(tieOf(hit)))
    if (!isDoubtful || fresh.length === 0) return { hits: fresh, done: 0 }
    const { missing, done } = await withoutDone(run, fresh, input.destination!)
    return { hits: missing, done }
  }

  #sum(outcome: PageOutcome, done: number): PartProgress {
    const { created, updated, deleted, batches, conflicts } = this.progress
    return {
      ...this.progress,
      created: created + outcome.created + done,
      updated: updated + outcome.updated,
      deleted: deleted + outcome.deleted,
      conflicts: conflicts + outcome.conflicts,
      batches: batches + 1,
    }
  }

  /** Where a page ends, to go on behind it. */
  #placeOf({ hits }: HitPage): Partial<PartProgress> {
    if (this.#parts.input.operation !== 'reindex') return {}
    const last = hits.at(-1)!
    const equals = hits.filter(({ seqNo }) => seqNo === last.seqNo).map(tieOf)
    const { last: before, ties = [] } = this.progress
    const keys = keysOf(this.#parts.input.source)
    const goesOn = before !== undefined && reopened(before, keys) === reopened(last.sort, keys)
    return { last: last.sort, ties: goesOn ? [...ties, ...equals] : equals }
  }

  async #throttle(begun: number, docs: number): Promise<void> {
    const { run } = this.#parts
    const since = performance.now()
    // What it reads from is kept open for so long: a lower speed holds from the next page on.
    const most = begun + waitFor(docs, run.requestsPerSecond)
    await run.pause(() => Math.min(most, begun + waitFor(docs, run.requestsPerSecond)))
    const waited = Math.round(performance.now() - since)
    if (Number.isFinite(run.requestsPerSecond)) {
      this.progress = { ...this.progress, throttledMillis: this.progress.throttledMillis + waited }
    }
  }
}

/**
 * After a restart documents that are changed in place are those that are still as they were. Copies go on behind the last page that was noted
 * down; in an order of the caller's choice a document that was written since may have come to stand before it, so those are looked at apart.
 */
function passesOf({ input, saved, bounds }: PartParts): readonly Pass[] {
  if (!saved) return [WHOLE]
  if (input.operation !== 'reindex') return [{ ...WHOLE, filter: withinBounds(bounds ?? []) }]
  const after = saved.last === undefined ? undefined : reopened(saved.last, keysOf(input.source))
  const onwards: Pass = { ...WHOLE, after, doubtful: DOUBTFUL_PAGES }
  if (!bounds) return [onwards]
  const since: Pass = {
    ...WHOLE,
    filter: beyondBounds(bounds),
    doubtful: Number.POSITIVE_INFINITY,
    isSorted: false,
    isMain: false,
  }
  return [{ ...onwards, filter: withinBounds(bounds) }, since]
}

function withoutOrder(source: ByQueryInput['source']): ByQueryInput['source'] {
  const { sort: _, ...body } = source.body
  return { ...source, body }
}

/** Milliseconds that so many documents stand for. */
const waitFor = (docs: number, requestsPerSecond: number): number =>
  Number.isFinite(requestsPerSecond) ? (docs / requestsPerSecond) * 1000 : 0

const NOTHING: PageOutcome = { created: 0, updated: 0, deleted: 0, conflicts: 0, failures: [] }

const tieOf = ({ index, id }: SourceHit): string => `${index}/${id}`
