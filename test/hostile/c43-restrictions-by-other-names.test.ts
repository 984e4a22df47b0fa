/** C43: a role that shows an index in part is not got round by another name for it, nor by another role that says something else. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { catalogueOf, fixedClock, fixedRoles, onIndices, role, user } from '../authz/fakes.ts'

const SEARCH = 'indices:data/read/search'
const query = { term: { dept: 'a' } }
const entry = (names: readonly string[], rest = {}) => ({ indices: [{ names, privileges: ['read'], ...rest }] })

const roles = fixedRoles({
  partial: role(entry(['books'], { query })),
  partialPattern: role(entry(['b*', 'al-*'], { query })),
  partialAlias: role(entry(['al-books'], { query })),
  fields: role(entry(['*'], { field_security: { grant: ['title'] } })),
  emptyQuery: role(entry(['books'], { query: '' })),
  matchAll: role(entry(['books'], { query: { match_all: {} } })),
  noField: role(entry(['books'], { field_security: { grant: [] } })),
  writer: role({ indices: [{ names: ['books'], privileges: ['write', 'monitor'] }] }),
})
const catalogue = catalogueOf({ books: { aliases: ['al-books', 'al-all'] }, other: { aliases: ['al-all'] } })
const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })
const search = (names: readonly string[], expressions: readonly string[]) => () =>
  authorizer.authorize(user('u', names), onIndices(SEARCH, expressions))

describe('C43 restrictions by other names', () => {
  it.each([
    ['the name', ['partial'], ['books']],
    ['a wildcard', ['partialPattern'], ['*']],
    ['an alias', ['partialAlias'], ['al-books']],
    ['an alias that the pattern covers', ['partialPattern'], ['al-all']],
    ['the name and an alias together', ['partialPattern'], ['books', 'al-books']],
    ['everything', ['fields'], []],
    ['an empty query', ['emptyQuery'], ['books']],
    ['a query that matches all', ['matchAll'], ['books']],
    ['no field at all', ['noField'], ['books']],
    ['date math', ['partialPattern'], ['<books>']],
    ['the data selector', ['partial'], ['books::data']],
  ])('are not opened by %s', (_, names, expressions) => {
    expect(search(names, expressions)).toThrow('document or field level security applies there')
  })

  it('are not opened by a role that grants other actions in whole', () => {
    expect(search(['partial', 'writer'], ['books'])).toThrow('document or field level security applies there')
  })

  it('do not reach what the role does not name', () => {
    expect(search(['partial'], ['al-books'])).toThrow('is unauthorized for user [u]')
    expect(search(['partialAlias'], ['books'])).toThrow('on indices [books], this action is granted by')
  })
})
