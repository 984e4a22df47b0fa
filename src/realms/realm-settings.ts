/** `xpack.security.authc.realms.<type>.<name>.<key>` as realms: read from the configuration, checked, in no order yet. */
import { illegalArgument } from '../core/errors.ts'
import { parseBoolean } from '../core/units.ts'
import type { RealmSettings } from './realm-order.ts'

const PREFIX = 'xpack.security.authc.realms'

/** `settings` by the part of their names behind the prefix. A name that is not known throws with it. */
export function readRealmSettings(settings: Readonly<Record<string, string>>): readonly RealmSettings[] {
  const realms = new Map<string, { type: string; name: string; order?: number; enabled: boolean }>()
  for (const [rest, text] of Object.entries(settings)) {
    const setting = `${PREFIX}.${rest}`
    const [type, name, key, ...more] = rest.split('.')
    if (!type || !name || more.length > 0) throw illegalArgument(`unknown setting [${setting}]`)
    const realm = realms.get(`${type}.${name}`) ?? { type, name, enabled: true }
    realms.set(`${type}.${name}`, realm)
    if (key === 'order') realm.order = parseOrder(setting, text)
    else if (key === 'enabled') realm.enabled = parseBoolean(text)
    else throw illegalArgument(`unknown setting [${setting}]`)
  }
  return [...realms.values()].map(({ type, name, order, enabled }) => {
    if (order === undefined) {
      throw illegalArgument(`'order' is a mandatory parameter for realm config. Found invalid config for realm: '${name}'`)
    }
    return { type, name, order, enabled }
  })
}

function parseOrder(setting: string, text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text)
  throw illegalArgument(`Failed to parse value [${text}] for setting [${setting}]`)
}
