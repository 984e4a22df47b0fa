/** Random histories of one index, restarts and lost segments included, against a Map that does the obvious. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import type { Shard, WriteOperation } from '../../src/engine/shard.ts'
import { index, remove, TestEngine, update, visibleIds } from './support/engines.ts'

interface Entry {
  readonly version: number
  readonly seqNo: number
  readonly source: string | undefined
}

/** What one index must look like. */
class Model {
  readonly entries = new Map<string, Entry>()
  visible = new Map<string, string>()
  nextSeqNo = 0

  /** The outcome in one word, as the real one is described below. */
  apply(operation: WriteOperation): string {
    const id = operation.id!
    const now = this.entries.get(id)
    if (operation.kind === 'update') return this.#update(operation, now)
    const conflict = this.#isConflict(operation, now)
    if (conflict) return 'conflict'
    const isDelete = operation.kind === 'delete'
    const result = isDelete ? (now?.source ? 'deleted' : 'not_found') : now?.source ? 'updated' : 'created'
    const version = operation.versionType ? operation.version! : (now?.version ?? 0) + 1
    return this.#put(id, result, version, isDelete ? undefined : operation.source.toString())
  }

  /** Deletions are older than they are remembered. */
  forgetDeletions(): void {
    for (const [id, { source }] of this.entries) if (source === undefined) this.entries.delete(id)
  }

  refresh(): void {
    this.visible = new Map(
      [...this.entries].filter(([, { source }]) => source !== undefined).map(([id, { source }]) => [id, source!]),
    )
  }

  #update(operation: Extract<WriteOperation, { kind: 'update' }>, now: Entry | undefined): string {
    if (!now?.source)
      return operation.docAsUpsert
        ? this.#put(operation.id, 'created', (now?.version ?? 0) + 1, toText(operation.doc!))
        : 'missing'
    const stored = JSON.parse(now.source)
    const merged = { ...stored, ...Object.fromEntries(operation.doc!) }
    if (JSON.stringify(merged) === JSON.stringify(stored)) return `noop ${now.version} ${now.seqNo}`
    return this.#put(operation.id, 'updated', now.version + 1, JSON.stringify(merged))
  }

  #put(id: string, result: string, version: number, source: string | undefined): string {
    const seqNo = this.nextSeqNo++
    this.entries.set(id, { version, seqNo, source })
    return `${result} ${version} ${seqNo}`
  }

  #isConflict(operation: Exclude<WriteOperation, { kind: 'update' }>, now: Entry | undefined): boolean {
    if (operation.ifSeqNo !== undefined) return now?.source === undefined || now.seqNo !== operation.ifSeqNo
    if (operation.versionType === 'external') return now !== undefined && now.version >= operation.version!
    if (operation.versionType === 'external_gte') return now !== undefined && now.version > operation.version!
    return operation.kind === 'create' && now?.source !== undefined
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const toText = (doc: ReadonlyMap<string, unknown>): string => JSON.stringify(Object.fromEntries(doc))

const ids = fc.integer({ min: 0, max: 5 }).map(String)
const sources = fc.record({ n: fc.integer({ min: 0, max: 3 }), s: fc.constantFrom('a', 'b', 'ü') })
const conditions = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  fc.integer({ min: 0, max: 20 }).map((ifSeqNo) => ({ ifSeqNo, ifPrimaryTerm: 1 })),
  fc.record({
    version: fc.integer({ min: 1, max: 12 }),
    versionType: fc.constantFrom('external' as const, 'external_gte' as const),
  }),
)
const operations: fc.Arbitrary<WriteOperation> = fc.oneof(
  fc.tuple(ids, sources, conditions).map(([id, source, more]) => index(id, source, more)),
  fc.tuple(ids, sources).map(([id, source]) => index(id, source, { kind: 'create' })),
  fc.tuple(ids, conditions).map(([id, more]) => remove(id, more)),
  fc
    .tuple(ids, fc.integer({ min: 0, max: 2 }), fc.boolean())
    .map(([id, n, docAsUpsert]) => update(id, { doc: new Map([['n', n]]), docAsUpsert })),
)

type Step =
  | { readonly kind: 'write'; readonly operations: readonly WriteOperation[] }
  | { readonly kind: 'refresh' | 'reopen' | 'lost' | 'later' | 'commit' }
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(operations, { minLength: 1, maxLength: 6 })
      .map((batch) => ({ kind: 'write' as const, operations: batch })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'refresh' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'later' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'commit' as const }) },
)

function describeOutcome(outcome: Awaited<ReturnType<Shard['write']>>[number]): string {
  if (!(outcome instanceof ElasticError)) return `${outcome.result} ${outcome.version} ${outcome.seqNo}`
  return outcome.type === 'document_missing_exception' ? 'missing' : 'conflict'
}

function check(shard: Shard, model: Model): void {
  for (const [id, { version, seqNo, source }] of model.entries) {
    const found = shard.get(id)
    expect(found && [found.version, found.seqNo, found.source.toString()]).toEqual(
      source === undefined ? undefined : [version, seqNo, source],
    )
  }
  expect(visibleIds(shard)).toEqual([...model.visible.keys()].sort())
  const live = [...model.entries.values()].filter(({ source }) => source !== undefined).length
  expect(shard.stats()).toMatchObject({ docs: live, maxSeqNo: model.nextSeqNo - 1 })
}

it('an index is a Map with versions', async () => {
  const node = await TestEngine.open({ commitDelay: 0 })
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 25 }), async (history) => {
      const name = `index-${round++}`
      const model = new Model()
      let shard = await node.create(name, { 'index.refresh_interval': '-1' })
      for (const step of history) {
        if (step.kind === 'write') {
          const outcomes = await shard.write(step.operations)
          expect(outcomes.map(describeOutcome)).toEqual(step.operations.map((operation) => model.apply(operation)))
        } else if (step.kind === 'refresh') {
          await shard.refresh()
          model.refresh()
        } else if (step.kind === 'reopen') {
          await node.reopen()
          shard = node.engine.index(name)
          model.refresh()
        } else if (step.kind === 'lost') {
          // Every segment file is gone at the next start: all comes back from the documents.
          await node.engine.close()
          rmSync(join(node.path, 'indices', shard.uuid), { recursive: true, force: true })
          await node.start()
          shard = node.engine.index(name)
          model.refresh()
        } else if (step.kind === 'later') {
          node.clock.time += 60_001
          model.forgetDeletions()
        } else {
          // Long enough for a commit, a merge and a purge to begin, and to be at any point when the next step comes.
          for (let turn = 0; turn < 12; turn++) await nextTurn()
        }
        check(shard, model)
      }
      await node.engine.deleteIndex(name)
    }),
    { numRuns: 60 },
  )
  expect(node.events.filter(({ kind }) => kind === 'background_failed')).toEqual([])
}, 60_000)
