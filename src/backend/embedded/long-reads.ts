/** Long reads within one access: the caller's own, on indices that he may read now. Part of the engine bound to an access. */
import type { Engine } from '../../engine/engine.ts'
import type { IndexReader } from '../../engine/reader.ts'
import type { Access } from '../../request/access.ts'
import { type Owner, ownerOf } from '../../request/owner.ts'
import type { ContextRequest, ReadContext, ReadContexts } from './read-contexts.ts'
import { refuseRestricted } from './refuse-restricted.ts'

export type OpenLongRead = Pick<ContextRequest, 'readers' | 'scroll' | 'keepAlive'>

export interface LongReads {
  /** How many scrolls, or points in time, anybody has open. */
  count(kind: 'scroll' | 'pointInTime'): number
  /** How many of them are the caller's. */
  countOwn(kind: 'scroll' | 'pointInTime'): number
  /** Keeps readers of granted indices open for the caller. */
  open(request: OpenLongRead): ReadContext
  /** The caller's, where the access covers all of it; undefined: there is none such. */
  find(id: string): ReadContext | undefined
  /** False: the caller has none of this id. */
  close(id: string): boolean
  /** Closes everybody's scrolls; for an access that was authorized to. */
  closeScrolls(): number
  /** Closes what reads from an index. */
  closeIndex(index: { readonly uuid: string }): void
}

export class GrantedLongReads implements LongReads {
  readonly #engine: Engine
  readonly #access: Access
  readonly #contexts: ReadContexts

  constructor(engine: Engine, access: Access, contexts: ReadContexts) {
    this.#engine = engine
    this.#access = access
    this.#contexts = contexts
  }

  count(kind: 'scroll' | 'pointInTime'): number {
    return this.#contexts.count(kind)
  }

  countOwn(kind: 'scroll' | 'pointInTime'): number {
    return this.#contexts.count(kind, this.#owner)
  }

  open({ readers, scroll, keepAlive }: OpenLongRead): ReadContext {
    const { names = [] } = this.#access.expect('indices')
    const foreign = readers.find((reader) => !this.#isGranted(reader))
    if (foreign) throw new Error(`index [${foreign.index.name}] was not granted`)
    return this.#contexts.open({ owner: this.#owner, names, readers, scroll, keepAlive })
  }

  find(id: string): ReadContext | undefined {
    const context = this.#contexts.find(id, this.#owner)
    return context?.readers.every((reader) => this.#isGranted(reader)) ? context : undefined
  }

  close(id: string): boolean {
    this.#access.expect('self')
    return this.#contexts.close(id, this.#owner)
  }

  closeScrolls(): number {
    this.#access.expect('self')
    return this.#contexts.closeScrolls()
  }

  closeIndex({ uuid }: { readonly uuid: string }): void {
    this.#contexts.closeIndex(uuid)
  }

  get #owner(): Owner {
    return ownerOf(this.#access.identity)
  }

  /** An index of the same name made since is not the one that is read. */
  #isGranted({ index }: IndexReader): boolean {
    const grant = this.#access.expect('indices').indices.find(({ name }) => name === index.name)
    if (!grant) return false
    refuseRestricted(grant)
    return this.#engine.indices().get(index.name)?.uuid === index.uuid
  }
}
