/**
 * Keeps the names of the cluster behind current: compared at short intervals, and at once after a change that went through this gateway. A
 * picture that is too old counts as none: nothing is decided by names that may be gone.
 */
import { parseJson } from '../../core/json/parse.ts'
import type { JsonValue } from '../../core/json/value.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import { type ProductType, ROOT, readProduct, type UpstreamProduct } from './product.ts'
import {
  ALIASES,
  NO_NAMES,
  RESOLVED,
  readCatalogue,
  STATE,
  STATE_VERSION,
  stateOfResolved,
  type UpstreamNames,
} from './read-catalogue.ts'
import { bytesOf } from './reply-bytes.ts'
import type { UpstreamCluster } from './upstream-cluster.ts'
import { brokenUpstream } from './upstream-errors.ts'

/** Older pictures count as none, in intervals and at least in milliseconds. */
const STALE_INTERVALS = 4
const STALE_AT_LEAST = 2000

const NOT_OFFERED = new Set([400, 403, 404, 405, 410])

export class NamesWatch {
  readonly #cluster: UpstreamCluster
  readonly #interval: number
  readonly #type: ProductType | 'auto'
  #names: UpstreamNames = NO_NAMES
  #product: UpstreamProduct | undefined
  #state = ''
  #comparedAt = Number.NEGATIVE_INFINITY
  /** How often the names were said to have changed. */
  #forgotten = 0
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  /** `interval` in milliseconds. */
  constructor(cluster: UpstreamCluster, interval: number, type: ProductType | 'auto') {
    this.#cluster = cluster
    this.#interval = interval
    this.#type = type
  }

  /** What the nodes are; undefined until names were read. */
  get product(): UpstreamProduct | undefined {
    return this.#product
  }

  get names(): UpstreamNames {
    return this.#names
  }

  /** undefined where the names are fresh enough; otherwise they are read, or 503 is thrown. */
  ready(): Promise<void> | undefined {
    return this.isFresh ? undefined : this.compareAnew()
  }

  get isFresh(): boolean {
    const age = performance.now() - this.#comparedAt
    return age < Math.max(STALE_AT_LEAST, STALE_INTERVALS * this.#interval)
  }

  /** Compares, or waits for a comparison that is under way. */
  compare(): Promise<void> {
    this.#running ??= this.#compare().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Compares by what is there from now on: a comparison under way may have looked before. */
  compareAnew(): Promise<void> {
    if (!this.#running) return this.compare()
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined
        return this.compare()
      })
    return this.#next
  }

  /** The next call waits until the names were compared; a comparison under way may have looked before. */
  forget(): void {
    this.#forgotten++
    this.#comparedAt = Number.NEGATIVE_INFINITY
  }

  /** Begins comparing at intervals; failures are for `ready` to tell. */
  start(): void {
    const tick = async (): Promise<void> => {
      await Promise.allSettled([this.compare(), this.#cluster.maintain()])
      if (this.#timer) this.#timer = setTimeout(tick, this.#interval)
    }
    this.#timer = setTimeout(tick, 0)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #compare(): Promise<void> {
    const begun = performance.now()
    const forgotten = this.#forgotten
    const state = await this.#find(STATE_VERSION)
    if (state === undefined) await this.#compareResolved()
    else if (writeJsonText(state) !== this.#state) {
      // Nodes of another version join and leave by a change of the state, too.
      const [root, metadata, aliases] = await Promise.all([ROOT, STATE, ALIASES].map((request) => this.#read(request)))
      this.#take(root!, metadata!, aliases!)
      // Taken from before the names were read: what changed meanwhile shows up as another state next time.
      this.#state = writeJsonText(state)
    }
    if (forgotten === this.#forgotten) this.#comparedAt = begun
  }

  /** Nothing tells that names have changed but the names. */
  async #compareResolved(): Promise<void> {
    const [resolved, aliases] = await Promise.all([RESOLVED, ALIASES].map((request) => this.#read(request)))
    const state = writeJsonText([resolved!, aliases!])
    if (state === this.#state) return
    this.#take(await this.#read(ROOT), stateOfResolved(resolved!), aliases!)
    this.#state = state
  }

  #take(root: JsonValue, state: JsonValue, aliases: JsonValue): void {
    this.#product = readProduct(root, this.#type)
    this.#names = readCatalogue(this.#names.version + 1, state, aliases)
  }

  async #read(request: UpstreamRequest): Promise<JsonValue> {
    const value = await this.#find(request)
    if (value === undefined) throw brokenUpstream(new Error(`[${request.path.join('/')}] could not be read`))
    return value
  }

  /** undefined where the cluster does not offer it, or not to this account. */
  async #find(request: UpstreamRequest): Promise<JsonValue | undefined> {
    const { status, body } = await this.#cluster.send(request, { isRepeatable: true, isCheck: true })
    const bytes = await bytesOf(body)
    if (NOT_OFFERED.has(status)) return undefined
    if (status !== 200) throw brokenUpstream(new Error(`names could not be read: status ${status}`))
    return parseJson(bytes)
  }
}
