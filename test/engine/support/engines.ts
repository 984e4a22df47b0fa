/** Engines for tests: a folder of their own, a clock that stands still, nothing left running. */
import { onTestFinished } from 'vitest'
import { ElasticError } from '../../../src/core/errors.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import type { EngineEvent } from '../../../src/engine/events.ts'
import { type EngineOptions, openEngine } from '../../../src/engine/lmdb-engine.ts'
import type { Shard, WriteOperation, WriteResult } from '../../../src/engine/shard.ts'
import { freshFolder } from './folders.ts'

/** A clock that moves when told. */
export class TestClock {
  time = 1_700_000_000_000
  now(): number {
    return this.time
  }
}

/** An engine that can be closed and opened again, as after a clean stop. */
export class TestEngine {
  engine!: Engine
  readonly events: EngineEvent[] = []
  readonly clock = new TestClock()
  readonly path: string
  readonly #options: Partial<EngineOptions>

  private constructor(options: Partial<EngineOptions>) {
    this.#options = options
    this.path = options.path ?? freshFolder()
  }

  static async open(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
    const made = new TestEngine(options)
    await made.start()
    onTestFinished(() => made.engine.close())
    return made
  }

  async start(): Promise<void> {
    const observer = (event: EngineEvent): void => {
      this.events.push(event)
    }
    this.engine = await openEngine({ path: this.path, durable: true, clock: this.clock, observer, ...this.#options })
  }

  async reopen(): Promise<void> {
    await this.engine.close()
    await this.start()
  }

  create(name: string, settings: Readonly<Record<string, string>> = {}): Promise<Shard> {
    const request = { name, settings: new Map(Object.entries(settings)), mappings: undefined, aliases: [] }
    return this.engine.createIndex(request)
  }
}

export const index = (
  id: string | undefined,
  source: unknown,
  more: Partial<Extract<WriteOperation, { kind: 'index' | 'create' }>> = {},
): WriteOperation => ({
  kind: 'index',
  id,
  routing: undefined,
  source: Buffer.from(typeof source === 'string' ? source : JSON.stringify(source)),
  ...more,
})

export const remove = (id: string, more: Partial<Extract<WriteOperation, { kind: 'delete' }>> = {}): WriteOperation => ({
  kind: 'delete',
  id,
  routing: undefined,
  ...more,
})

export const update = (id: string, more: Partial<Extract<WriteOperation, { kind: 'update' }>>): WriteOperation => ({
  kind: 'update',
  id,
  routing: undefined,
  doc: undefined,
  docAsUpsert: false,
  upsert: undefined,
  detectNoop: true,
  retryOnConflict: 0,
  ...more,
})

/** Writes one operation; its refusal is thrown. */
export async function writeOne(shard: Shard, operation: WriteOperation): Promise<WriteResult> {
  const [outcome] = await shard.write([operation])
  if (outcome instanceof ElasticError) throw outcome
  return outcome!
}

/** Ids that a reader opened now sees, sorted. */
export function visibleIds(shard: Shard): readonly string[] {
  const reader = shard.reader()
  try {
    const ids: string[] = []
    for (const { segment, deleted } of reader.segments) {
      for (let doc = 0; doc < segment.docCount; doc++) {
        if (!deleted || ((deleted[doc >>> 5]! >>> (doc & 31)) & 1) === 0) ids.push(segment.id(doc))
      }
    }
    return ids.sort()
  } finally {
    reader.close()
  }
}
