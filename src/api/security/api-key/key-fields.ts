/** What of API keys may be searched, sorted by and counted. Proofs of secrets and descriptors are not among it. */
import type { ApiKey } from '../../../identity/api-key-record.ts'
import { jsonObject } from '../../../identity/api-key-subject.ts'
import { flattenedField } from '../record-search/flattened.ts'
import type { RecordField, RecordSchema } from '../record-search/record-schema.ts'

const field = (type: RecordField<ApiKey>['type'], values: RecordField<ApiKey>['values']): RecordField<ApiKey> => ({
  type,
  values,
})

const present = (value: number | undefined): readonly number[] => (value === undefined ? [] : [value])

export const KEY_SCHEMA: RecordSchema<ApiKey> = {
  idOf: ({ id }) => id,
  fields: new Map([
    ['name', field('keyword', ({ name }) => [name])],
    ['type', field('keyword', ({ type }) => [type])],
    ['creation', field('date', ({ created }) => [created])],
    ['expiration', field('date', ({ expires }) => present(expires))],
    ['invalidated', field('boolean', ({ invalidated }) => [invalidated !== undefined])],
    ['invalidation', field('date', ({ invalidated }) => present(invalidated))],
    ['username', field('keyword', ({ owner }) => [owner.username])],
    ['realm_name', field('keyword', ({ owner }) => [owner.realm.name])],
  ]),
  fieldNamed: (name) => flattenedField('metadata', ({ metadata }) => jsonObject(metadata), name),
}
