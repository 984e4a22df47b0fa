import { describe, expect, it } from 'vitest'
import { readRealmSettings } from '../../src/realms/realm-settings.ts'

const read = (settings: Record<string, string>) => readRealmSettings(new Map(Object.entries(settings)))
const PREFIX = 'xpack.security.authc.realms'

describe('readRealmSettings', () => {
  it('reads realms and nothing else', () => {
    expect(
      read({
        'http.port': '9200',
        [`${PREFIX}.native.mine.order`]: '2',
        [`${PREFIX}.file.files.order`]: '-1',
        [`${PREFIX}.file.files.enabled`]: 'false',
      }),
    ).toEqual([
      { type: 'native', name: 'mine', order: 2, enabled: true },
      { type: 'file', name: 'files', order: -1, enabled: false },
    ])
    expect(read({})).toEqual([])
  })

  it.each([
    [{ [`${PREFIX}.native.mine.enabled`]: 'true' }, "'order' is a mandatory parameter"],
    [{ [`${PREFIX}.native.mine.order`]: 'first' }, 'Failed to parse value [first]'],
    [{ [`${PREFIX}.native.mine.enabled`]: 'yes' }, 'Failed to parse value [yes] as only [true] or [false] are allowed.'],
    [{ [`${PREFIX}.native.mine.odrer`]: '1' }, `unknown setting [${PREFIX}.native.mine.odrer]`],
    [{ [`${PREFIX}.native.order`]: '1' }, 'unknown setting'],
    [{ [`${PREFIX}.native.mine.order.x`]: '1' }, 'unknown setting'],
  ])('refuses %j', (settings, words) => {
    expect(() => read(settings)).toThrow(words)
  })
})
