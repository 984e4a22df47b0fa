/**
 * The operations of one caller on their way to disk: decided and written inside shared transactions (`commit-queue.ts`), handed to the
 * live index once on disk. What one operation is refused for is its result; a transaction that could not be stored refuses the operations
 * that were in it and leaves everything as it was.
 */
import { documentMissing, ElasticError, type ErrorIndex } from '../core/errors.ts'
import { parseJson } from '../core/json/parse.ts'
import type { JsonObject } from '../core/json/value.ts'
import { writeJson } from '../core/json/write.ts'
import type { ParsedDocument } from '../mapping/parsed-document.ts'
import type { IndexState } from './index-state.ts'
import type { LiveIndex } from './live-index.ts'
import { mergeSource } from './merge-source.ts'
import { type Prepared, type PreparedIndex, parseInto } from './prepare.ts'
import type { DeleteOperation, UpdateOperation, WriteConditions, WriteResult } from './shard.ts'
import type { Budget, CommitJob } from './storage/commit-queue.ts'
import type { NewOperation, OperationLog } from './storage/operation-log.ts'
import { isStorageFailure, storageFailure } from './storage/storage-failure.ts'
import { type CurrentVersion, currentVersion, nextVersion, PRIMARY_TERM } from './version-rules.ts'

/** What a job writes to. */
export interface WriteContext {
  readonly index: ErrorIndex
  readonly state: IndexState
  readonly log: OperationLog
  readonly live: LiveIndex
  now(): number
  /** How long a deletion counts for versions, in milliseconds (`index.gc_deletes`). */
  keepDeletes(): number
  /** Throws where the index is closed or gone. */
  checkWritable(): void
  /** Something was written and added to the live index. */
  changed(): void
  /** Something could not be stored. */
  refused(error: Error): void
  /** Something went wrong that is nobody's request. */
  failed(work: string, error: unknown): void
}

export type Outcome = WriteResult | ElasticError

/** What the live index learns once the transaction is on disk. */
interface Effect {
  readonly seqNo: number
  readonly replaces: number
  readonly document: ParsedDocument | undefined
}

/** A document that is to be stored. */
interface Content {
  readonly id: string
  readonly routing: string | undefined
  readonly source: Buffer
  readonly document: ParsedDocument
}

/** Operations a job may do in one turn, so that a small write does not wait for a large bulk. */
const TURN = 1000
const NO_SOURCE = Buffer.alloc(0)

export class WriteJob implements CommitJob {
  readonly done: Promise<readonly Outcome[]>
  readonly #context: WriteContext
  readonly #prepared: readonly Prepared[]
  readonly #outcomes: Outcome[] = []
  #staged: Outcome[] = []
  #effects: Effect[] = []
  /** An operation has begun that is not yet staged. */
  #attempting = false
  #budget!: Budget
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (error: unknown) => void

  constructor(context: WriteContext, prepared: readonly Prepared[]) {
    this.#context = context
    this.#prepared = prepared
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  run(budget: Budget): boolean {
    this.#budget = budget
    this.#staged = []
    this.#effects = []
    const from = this.#outcomes.length
    const end = Math.min(this.#prepared.length, from + TURN)
    for (let at = from; at < end; at++) {
      this.#attempting = true
      this.#staged.push(this.#attempt(this.#prepared[at]!))
      this.#attempting = false
      if (!budget.left) break
    }
    this.#context.state.write()
    return from + this.#staged.length === this.#prepared.length
  }

  committed(done: boolean): void {
    const { state, log, changed } = this.#context
    state.committed()
    log.committed()
    for (const effect of this.#effects) this.#apply(effect)
    this.#outcomes.push(...this.#staged)
    if (this.#effects.length > 0) changed()
    if (done) this.#resolve(this.#outcomes)
  }

  rolledBack(): void {
    this.#context.log.rolledBack()
    this.#context.state.undone(false)
  }

  refused(error: unknown): boolean {
    this.#context.log.rolledBack()
    this.#context.state.undone(true)
    if (!isStorageFailure(error)) {
      this.#reject(error)
      return true
    }
    this.#context.refused(error)
    const count = this.#staged.length + (this.#attempting ? 1 : 0)
    for (let at = 0; at < count; at++) this.#outcomes.push(storageFailure(error, this.#context.index))
    if (this.#outcomes.length < this.#prepared.length) return false
    this.#resolve(this.#outcomes)
    return true
  }

  #apply({ seqNo, replaces, document }: Effect): void {
    const { live, failed } = this.#context
    if (replaces >= 0) live.remove(replaces)
    try {
      if (document) live.add(seqNo, document)
    } catch (error) {
      // It is stored, so it was written; that part of it cannot be found is for the log.
      failed('index', error)
    }
    live.advance(seqNo)
  }

  #attempt(prepared: Prepared): Outcome {
    try {
      this.#context.checkWritable()
      if (prepared.kind === 'refused') return prepared.error
      if (prepared.kind === 'delete') return this.#delete(prepared.operation)
      return prepared.kind === 'update' ? this.#update(prepared.operation) : this.#index(prepared)
    } catch (error) {
      if (error instanceof ElasticError) return error
      throw error
    }
  }

  #index(prepared: PreparedIndex): WriteResult {
    const { state } = this.#context
    const { operation, id, fresh } = prepared
    const { routing, source } = operation
    // Fields that were lost with an earlier transaction come again.
    const document = prepared.epoch === state.epoch ? prepared.document : parseInto(state, { ...operation, id })
    const current = this.#current(id, fresh)
    return this.#put({ id, routing, source, document }, current, operation, operation.kind === 'create')
  }

  #put(
    { id, routing, source, document }: Content,
    current: CurrentVersion,
    conditions: WriteConditions,
    create: boolean,
  ): WriteResult {
    const version = nextVersion(this.#context.index, id, current, conditions, create)
    const seqNo = this.#append({ kind: 'document', id, routing, version, source }, current, document)
    return { id, result: current.exists ? 'updated' : 'created', version, seqNo, primaryTerm: PRIMARY_TERM }
  }

  #delete(operation: DeleteOperation): WriteResult {
    const { id, routing } = operation
    const current = this.#current(id, false)
    const version = nextVersion(this.#context.index, id, current, operation, false)
    const seqNo = this.#append({ kind: 'tombstone', id, routing, version, source: NO_SOURCE }, current, undefined)
    return { id, result: current.exists ? 'deleted' : 'not_found', version, seqNo, primaryTerm: PRIMARY_TERM }
  }

  #update(operation: UpdateOperation): WriteResult {
    const { index, log } = this.#context
    const { id, doc } = operation
    const current = this.#current(id, false)
    if (!current.exists) return this.#upsert(operation, current)
    const entry = current.entry!
    nextVersion(index, id, current, operation, false)
    const stored = log.read(entry.seqNo, () => id)
    const { merged, changed } = mergeSource(parseJson(stored.source) as JsonObject, doc ?? new Map())
    if (operation.detectNoop && !changed) {
      const { seqNo, version } = entry
      return { id, result: 'noop', version, seqNo, primaryTerm: PRIMARY_TERM, source: stored.source }
    }
    return this.#putMerged({ ...operation, routing: stored.routing }, merged, current)
  }

  #upsert(operation: UpdateOperation, current: CurrentVersion): WriteResult {
    const document = operation.docAsUpsert ? operation.doc : operation.upsert
    if (!document) throw documentMissing(this.#context.index, operation.id)
    return this.#putMerged(operation, document, current)
  }

  #putMerged({ id, routing, ...rest }: UpdateOperation, merged: JsonObject, current: CurrentVersion): WriteResult {
    const source = writeJson(merged)
    const document = parseInto(this.#context.state, { ...rest, id, routing, source })
    return { ...this.#put({ id, routing, source, document }, current, {}, false), source }
  }

  #current(id: string, fresh: boolean): CurrentVersion {
    const entry = fresh ? undefined : this.#context.log.versions.find(id)
    return currentVersion(entry, this.#context.now(), this.#context.keepDeletes())
  }

  #append(
    { kind, id, routing, version, source }: Pick<NewOperation, 'kind' | 'id' | 'routing' | 'version' | 'source'>,
    { stored: replaces }: CurrentVersion,
    document: ParsedDocument | undefined,
  ): number {
    const { log, now } = this.#context
    const { seqNo, bytes } = log.append({ kind, id, routing, version, primaryTerm: PRIMARY_TERM, time: now(), source, replaces })
    this.#effects.push({ seqNo, replaces: replaces && replaces.deletedAt < 0 ? replaces.seqNo : -1, document })
    this.#budget.spend(bytes)
    return seqNo
  }
}
