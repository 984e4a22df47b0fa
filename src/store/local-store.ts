/**
 * The server's own records on disk: one LMDB environment, a database per collection, all of it mirrored in memory. Several processes may
 * share it: each then learns from a log of changes what to read anew.
 * Writes that meet in one turn share a transaction and its flush; they run synchronously, because a failed asynchronous write of lmdb
 * ends the process and a failed synchronous one is thrown and rolled back.
 */
import { type Database, open, type RootDatabase } from 'lmdb'
import { ElasticError } from '../core/errors.ts'
import { prepareLmdbFolder, writeFailure } from '../core/lmdb-file.ts'
import { ChangeLog, type NotedChange } from './change-log.ts'
import type { Collection, Store, StoredRecord } from './collection.ts'
import { type Change, decideChange, MirroredCollection, type Outcome } from './mirrored-collection.ts'
import { CorruptRecordError, encodeRecord, readRecordText } from './record-codec.ts'

const MOST_COLLECTIONS = 64

/** Opens the store in `folder`, which is made where it is missing. A damaged file or record stops the start, by name. */
export async function openLocalStore(folder: string): Promise<Store> {
  prepareLmdbFolder(folder)
  return new LocalStore(openEnvironment(folder))
}

/**
 * The same in a folder where `openLocalStore` has been, shared with other processes that open it so. A change by any of them counts in the
 * others from their next `catchUp` on; conditional writes are decided by what all of them wrote.
 */
export async function openSharedStore(folder: string): Promise<Store> {
  const environment = openEnvironment(folder)
  if (!environment.writable) throw new Error(`the store in [${folder}] cannot be shared: it is read-only`)
  // Slots of processes that died would keep pages from being used again.
  environment.root.readerCheck()
  return new LocalStore(environment, new ChangeLog(environment.root))
}

interface Waiting {
  readonly change: Change
  readonly resolve: (done: boolean) => void
  readonly reject: (error: unknown) => void
}

type Records = Database<Buffer, Buffer>

class LocalStore implements Store {
  readonly #environment: Environment
  /** undefined: nobody else writes. */
  readonly #log: ChangeLog | undefined
  readonly #databases = new Map<MirroredCollection<unknown>, Records>()
  readonly #names = new Set<string>()
  #queue: Waiting[] = []
  #closed = false

  constructor(environment: Environment, log?: ChangeLog) {
    this.#environment = environment
    this.#log = log
  }

  async collection<Value>(name: string): Promise<Collection<Value>> {
    if (this.#names.has(name)) throw new Error(`collection [${name}] is already open`)
    this.#names.add(name)
    const collection = new MirroredCollection<Value>(name, (change) => this.#submit(change))
    const database = openRecords(this.#environment, name)
    if (this.#log) collection.retire(this.#log.retired(name))
    if (database) {
      load(database, collection)
      this.#databases.set(collection as MirroredCollection<unknown>, database)
    }
    return collection
  }

  catchUp(): void {
    if (!this.#log || this.#closed) return
    this.#log.renew()
    this.#log.catchUp((changes) => this.#take(changes))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#flush()
    this.#closed = true
    await this.#environment.root.close()
  }

  #submit(change: Change): Promise<boolean> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'))
    if (!this.#environment.writable) return Promise.reject(unwritable('the data folder is read-only'))
    if (this.#queue.length === 0) setImmediate(() => this.#flush())
    return new Promise((resolve, reject) => this.#queue.push({ change, resolve, reject }))
  }

  /** One transaction for all that wait; nothing of it is seen before it is on disk. */
  #flush(): void {
    const batch = this.#queue
    this.#queue = []
    if (batch.length === 0) return
    let outcomes: readonly Outcome[]
    try {
      outcomes = this.#transact(batch.map(({ change }) => change))
    } catch (error) {
      const refusal = unwritable(describeFailure(error), error)
      for (const { reject } of batch) reject(refusal)
      return
    }
    batch.forEach((waiting, at) => {
      settle(waiting, outcomes[at] as Outcome)
    })
  }

  /** No other process writes meanwhile, so what is decided is decided by what there is. */
  #transact(changes: readonly Change[]): readonly Outcome[] {
    const log = this.#log
    let noted = (): void => {}
    const outcomes = this.#environment.root.transactionSync(() => {
      log?.catchUp((missed) => this.#take(missed))
      const decided = this.#write(changes)
      if (log) noted = log.note(changes.flatMap((change, at) => (decided[at]!.done ? noteOf(change) : [])))
      return decided
    })
    noted()
    return outcomes
  }

  /** Reads anew what others changed. */
  #take(changes: readonly NotedChange[] | 'all'): void {
    for (const [collection, records] of this.#databases) {
      const ids = changes === 'all' ? allIds(collection, records) : idsOf(changes, collection.name)
      for (const id of ids) {
        const bytes = records.get(Buffer.from(id))
        if (!bytes) collection.retire(this.#log?.retired(collection.name) ?? 0)
        collection.take(id, bytes && readRecordText(collection.name, id, bytes))
      }
    }
  }

  #write(changes: readonly Change[]): readonly Outcome[] {
    const written = new Map<MirroredCollection<unknown>, Map<string, StoredRecord<unknown> | undefined>>()
    return changes.map((change) => {
      const { collection, id } = change
      const ahead = written.get(collection) ?? new Map<string, StoredRecord<unknown> | undefined>()
      written.set(collection, ahead)
      const outcome = decideChange(change, ahead.has(id) ? ahead.get(id) : collection.find(id))
      if (outcome.done) {
        ahead.set(id, outcome.record)
        this.#writeRecord(collection, id, outcome.record)
      }
      return outcome
    })
  }

  #writeRecord(collection: MirroredCollection<unknown>, id: string, record: StoredRecord<unknown> | undefined): void {
    const database = this.#databases.get(collection) as Records
    const key = Buffer.from(id)
    if (record) database.putSync(key, encodeRecord(collection.name, id, record))
    else {
      database.removeSync(key)
      this.#log?.retire(collection.name, collection.retired)
    }
  }
}

const noteOf = ({ collection, id }: Change): NotedChange => ({ collection: collection.name, id })

const idsOf = (changes: readonly NotedChange[], name: string): readonly string[] =>
  changes.flatMap(({ collection, id }) => (collection === name ? id : []))

/** Those that are held and those on disk. */
const allIds = (collection: MirroredCollection<unknown>, records: Records): ReadonlySet<string> =>
  new Set([...collection.ids(), ...records.getKeys({}).map((key) => key.toString())])

function settle({ change, resolve, reject }: Waiting, outcome: Outcome): void {
  try {
    if (outcome.done) change.collection.apply(change.id, outcome.record)
    resolve(outcome.done)
  } catch (error) {
    reject(error)
  }
}

interface Environment {
  readonly root: RootDatabase<Buffer, Buffer>
  readonly writable: boolean
}

function openEnvironment(folder: string): Environment {
  // `noSubdir`: a folder name with a dot would be taken for a file. `overlappingSync`: nothing is visible before it is on disk.
  const options = {
    path: folder,
    noSubdir: false,
    overlappingSync: false,
    maxDbs: MOST_COLLECTIONS,
    keyEncoding: 'binary',
    encoding: 'binary',
  } as const
  try {
    return { root: open<Buffer, Buffer>(options), writable: true }
  } catch (error) {
    if (!isReadOnlyFailure(error)) throw error
    return { root: open<Buffer, Buffer>({ ...options, readOnly: true }), writable: false }
  }
}

/** undefined where a read-only folder has no such collection. */
function openRecords({ root, writable }: Environment, name: string): Records | undefined {
  const database = root.openDB<Buffer, Buffer>({ name, keyEncoding: 'binary', encoding: 'binary' })
  if (database) return database
  if (writable) throw new Error(`collection [${name}] cannot be opened`)
  return undefined
}

function load<Value>(database: Records, collection: MirroredCollection<Value>): void {
  for (const { key, value } of database.getRange({})) {
    const id = key.toString()
    collection.load(id, readRecordText(collection.name, id, value))
  }
  const { entryCount } = database.getStats() as { entryCount: number }
  if (entryCount !== collection.size) {
    throw new CorruptRecordError(collection.name, '*', `[${collection.size}] of [${entryCount}] records can be read`)
  }
}

const isReadOnlyFailure = (error: unknown): boolean =>
  error instanceof Error && (/read-only file system/i.test(error.message) || /permission denied/i.test(error.message))

/** LMDB says "Input/output error", code 5, when the disk is full. */
function describeFailure(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (code === 5) return 'input/output error, the disk may be full'
  return typeof message === 'string' ? writeFailure(message) : 'unknown error'
}

function unwritable(why: string, cause?: unknown): ElasticError {
  const refusal = new ElasticError('exception', `the security records cannot be written: ${why}`, { status: 503 })
  if (cause !== undefined) refusal.cause = cause
  return refusal
}
