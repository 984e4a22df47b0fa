/** Where the items of a bulk go. Items that go to the same place on the same terms share one object, so each place is judged once. */
import type { WriteMode } from '../../backend/embedded/bound-engine.ts'
import type { ItemTarget } from '../../request/names.ts'
import type { BulkAction } from './bulk-action.ts'
import type { WriteKind } from './write-conditions.ts'
import { itemAction, makesIndex, type TargetDemands, writeMode } from './write-target.ts'

export interface BulkTarget extends TargetDemands, ItemTarget {}

export class BulkTargets {
  readonly #known = new Map<string, BulkTarget>()
  /** The target met last, where nothing but action and index made it what it is. */
  #plain: BulkTarget | undefined

  /** The target of an action on this index. */
  of(action: BulkAction, index: string): BulkTarget {
    const name = itemAction(actionKind(action))
    const plain = isPlain(action)
    if (plain && this.#plain?.index === index && this.#plain.action === name && this.#plain.mode === modeOf(action))
      return this.#plain
    const target = this.#find(targetOf(action, name, index))
    if (plain) this.#plain = target
    return target
  }

  #find(target: BulkTarget): BulkTarget {
    const { action, index, creates, requireAlias, requireDataStream, pipeline, mode } = target
    const key = JSON.stringify([action, index, creates, requireAlias, requireDataStream, pipeline, mode])
    const known = this.#known.get(key)
    if (known) return known
    this.#known.set(key, target)
    return target
  }
}

/** An id that is generated cannot meet another: the item creates. */
const actionKind = ({ kind, id }: BulkAction): WriteKind => (kind === 'index' && id === undefined ? 'create' : kind)

const modeOf = ({ kind, conditions }: BulkAction): WriteMode => writeMode(kind, conditions.ifSeqNo !== undefined)

/** Without any terms beyond action and index. */
const isPlain = ({ requireAlias, requireDataStream, pipeline, conditions }: BulkAction): boolean =>
  !requireAlias && !requireDataStream && pipeline === undefined && conditions.versionType === undefined

/** A deletion takes an alias or none, passes through no pipeline, and makes an index only to keep its external version. */
function targetOf(action: BulkAction, name: string, index: string): BulkTarget {
  const { kind, pipeline, requireAlias, requireDataStream, conditions } = action
  const isExternal = (conditions.versionType ?? 'internal') !== 'internal'
  if (kind === 'delete') {
    return {
      action: name,
      index,
      creates: isExternal,
      requireAlias: false,
      requireDataStream: false,
      pipeline: undefined,
      mode: 'change',
    }
  }
  const creates = makesIndex(kind, isExternal, requireAlias)
  return { action: name, index, creates, requireAlias, requireDataStream, pipeline, mode: modeOf(action) }
}
