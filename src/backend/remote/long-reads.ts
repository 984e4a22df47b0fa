/**
 * Scrolls and points in time of the cluster behind, as clients hold them: the cluster's id is sealed within ours, together with its owner and
 * what it was opened on. Nothing else is kept of them but their number and end, so that there are not too many. Asked by `forward-long-read.ts`
 * and, for the names, by authorization.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import { ElasticError } from '../../core/errors.ts'
import { createTurns, type InTurn } from '../../engine/turns.ts'
import type { Access } from '../../request/access.ts'
import { CONTEXT_BYTES, type LongReadId, type LongReadKind, printLongReadId, readLongReadId } from '../../request/long-read-id.ts'
import { isSameOwner, type Owner, ownerOf } from '../../request/owner.ts'
import type { UpstreamNames } from './read-catalogue.ts'

export interface LongRead {
  readonly owner: Owner
  /** Names that the owner must be allowed to read, at every page. */
  readonly names: readonly string[]
  /** What it reads: names with the uuids of their indices. */
  readonly indices: readonly (readonly [name: string, uuid: string])[]
  /** What the cluster calls it. */
  readonly upstreamId: string
}

/** One of the caller's. */
export interface OwnLongRead extends LongRead {
  readonly context: string
}

export interface LongReadLimits {
  readonly scroll: number
  readonly pointInTime: number
}

interface OpenLongRead {
  readonly kind: LongReadKind
  readonly keepAlive: number
  readonly expires: number
  /** Pages of one scroll are read one after the other: clusters do not put up with anything else. */
  readonly inTurn: InTurn
}

const SETTINGS: Readonly<Record<LongReadKind, readonly [setting: string, what: string]>> = {
  scroll: ['upstream.max_open_scroll_context', 'scroll contexts'],
  pointInTime: ['upstream.max_open_pit_context', 'point in time contexts'],
}
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Milliseconds that one lives where it does not say. */
const DEFAULT_KEEP_ALIVE = 5 * 60_000

export class LongReads {
  readonly #key: Buffer
  readonly #limits: LongReadLimits
  readonly #clock: Clock
  readonly #open = new Map<string, OpenLongRead>()

  /** `key`: 32 bytes; ids of another key are nobody's. */
  constructor(key: Buffer, limits: LongReadLimits, clock: Clock) {
    this.#key = key
    this.#limits = limits
    this.#clock = clock
  }

  /** A number for one that is about to be opened; throws 429 where there are as many as may be. */
  reserve(kind: LongReadKind, keepAlive: number): string {
    const now = this.#clock.now()
    for (const [context, { expires }] of this.#open) if (expires < now) this.#open.delete(context)
    const count = [...this.#open.values()].filter((one) => one.kind === kind).length
    if (count >= this.#limits[kind]) throw tooMany(kind, this.#limits[kind])
    const context = randomBytes(CONTEXT_BYTES).toString('base64url')
    this.#note(context, kind, keepAlive > 0 ? keepAlive : DEFAULT_KEEP_ALIVE)
    return context
  }

  /** It is used: `keepAlive` in milliseconds; undefined: as before. */
  touch(kind: LongReadKind, context: string, keepAlive: number | undefined): OpenLongRead {
    return this.#note(context, kind, keepAlive ?? this.#open.get(context)?.keepAlive ?? DEFAULT_KEEP_ALIVE)
  }

  release(context: string): void {
    this.#open.delete(context)
  }

  releaseAll(kind: LongReadKind): void {
    for (const [context, one] of this.#open) if (one.kind === kind) this.#open.delete(context)
  }

  /** What clients hold. */
  seal(kind: LongReadKind, { context, ...read }: OwnLongRead): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(boundTo(kind, context))
    const sealed = [nonce, cipher.update(JSON.stringify(read)), cipher.final(), cipher.getAuthTag()]
    return printLongReadId(kind, { context, rest: Buffer.concat(sealed) })
  }

  /** undefined: there is none of that id, or it is somebody else's. */
  find(kind: LongReadKind, id: string, owner: Owner): OwnLongRead | undefined {
    const parts = readLongReadId(kind, id)
    const text = parts && this.#unseal(kind, parts)
    if (!parts || text === undefined) return undefined
    const read = JSON.parse(text) as LongRead
    return isSameOwner(read.owner, owner) ? { ...read, context: parts.context } : undefined
  }

  /** The same, where the access covers all of it, as it was when it was opened. */
  findGranted(kind: LongReadKind, id: string, access: Access, names: UpstreamNames): OwnLongRead | undefined {
    const read = this.find(kind, id, ownerOf(access.identity))
    const granted = new Set(access.expect('indices').indices.map(({ name }) => name))
    return read?.indices.every(([name, uuid]) => granted.has(name) && names.indices.get(name)?.uuid === uuid) ? read : undefined
  }

  #note(context: string, kind: LongReadKind, keepAlive: number): OpenLongRead {
    const inTurn = this.#open.get(context)?.inTurn ?? createTurns()
    const noted = { kind, keepAlive, expires: this.#clock.now() + keepAlive, inTurn }
    this.#open.set(context, noted)
    return noted
  }

  #unseal(kind: LongReadKind, { context, rest }: LongReadId): string | undefined {
    if (rest.length < NONCE_BYTES + TAG_BYTES) return undefined
    const nonce = rest.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(boundTo(kind, context)).setAuthTag(rest.subarray(-TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(rest.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString()
    } catch {
      return undefined
    }
  }
}

const boundTo = (kind: LongReadKind, context: string): Buffer => Buffer.from(`${kind}/${context}`)

function tooMany(kind: LongReadKind, limit: number): ElasticError {
  const [setting, what] = SETTINGS[kind]
  return new ElasticError(
    'too_many_scroll_contexts_exception',
    `Trying to create too many ${what}. Must be less than or equal to: [${limit}]. ` +
      `This limit can be set by changing the [${setting}] setting.`,
  )
}
