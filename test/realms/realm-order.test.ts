import { describe, expect, it } from 'vitest'
import { orderRealms, type RealmSettings } from '../../src/realms/realm-order.ts'

const configured = (type: string, name: string, order: number, enabled = true): RealmSettings => ({ type, name, order, enabled })
const names = (settings: readonly RealmSettings[]): readonly string[] => orderRealms(settings).map(({ name }) => name)

describe('orderRealms', () => {
  it('has the file realm and the native realm where nothing is configured', () => {
    expect(names([])).toEqual(['default_file', 'default_native'])
  })

  it('puts configured realms in their order, behind the basic ones that are not configured', () => {
    expect(names([configured('native', 'mine', 1), configured('file', 'files', 5)])).toEqual(['mine', 'files'])
    expect(names([configured('native', 'mine', 1)])).toEqual(['default_file', 'mine'])
  })

  it('leaves out what is disabled', () => {
    expect(names([configured('native', 'mine', 1, false)])).toEqual(['default_file'])
  })

  it.each([
    [[configured('ldap', 'x', 1)], 'unknown realm type [ldap]'],
    [[configured('native', '_x', 1)], 'must not start with an underscore'],
    [[configured('native', 'a', 1), configured('native', 'b', 2)], 'multiple [native] realms are configured'],
    [[configured('native', 'a', 1), configured('file', 'a', 2)], 'with the name [a]'],
    [[configured('native', 'a', 1), configured('file', 'b', 1)], 'with the order [1]'],
  ])('refuses %j', (settings, words) => {
    expect(() => orderRealms(settings)).toThrow(words)
  })
})
