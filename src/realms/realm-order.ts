/** Which realms run, and in which order: what `xpack.security.authc.realms.<type>.<name>.*` says, completed as Elasticsearch does. */
import { illegalArgument } from '../core/errors.ts'

/** One configured realm. */
export interface RealmSettings {
  readonly type: string
  readonly name: string
  readonly order: number
  readonly enabled: boolean
}

/** Realms that run unless they are configured otherwise, in this order before all others. */
const BASIC: readonly RealmSettings[] = [
  { type: 'file', name: 'default_file', order: Number.NEGATIVE_INFINITY, enabled: true },
  { type: 'native', name: 'default_native', order: Number.NEGATIVE_INFINITY, enabled: true },
]

/** Throws where the settings contradict themselves; nothing is ever guessed. */
export function orderRealms(configured: readonly RealmSettings[]): readonly RealmSettings[] {
  assertConsistent(configured)
  const absent = BASIC.filter(({ type }) => !configured.some((realm) => realm.type === type))
  const ordered = configured.filter(({ enabled }) => enabled).sort((one, other) => one.order - other.order)
  return [...absent, ...ordered]
}

function assertConsistent(configured: readonly RealmSettings[]): void {
  for (const { type, name, order } of configured) {
    const same = (matches: (realm: RealmSettings) => boolean): number => configured.filter(matches).length
    const isBasic = BASIC.some((realm) => realm.type === type)
    if (!isBasic) throw illegalArgument(`unknown realm type [${type}] of realm [${name}]`)
    if (name.startsWith('_')) throw illegalArgument(`realm name [${name}] must not start with an underscore`)
    if (same((realm) => realm.type === type) > 1) {
      throw illegalArgument(
        `multiple [${type}] realms are configured. [${type}] is an internal realm type and therefore there can only be one such realm configured`,
      )
    }
    if (same((realm) => realm.name === name) > 1)
      throw illegalArgument(`found multiple realms configured with the name [${name}]`)
    if (same((realm) => realm.order === order) > 1)
      throw illegalArgument(`found multiple realms configured with the order [${order}]`)
  }
}
