/** What of API keys may be searched, sorted by and counted. Proofs of secrets and descriptors are not among it. */
import { jsonObject } from '../../../identity/api-key-subject.ts'
import { flattenedField } from '../record-search/flattened.ts'
import type { RecordField, RecordSchema } from '../record-search/record-schema.ts'
import type { UsedKey } from './key-json.ts'

const field = (type: RecordField<UsedKey>['type'], values: RecordField<UsedKey>['values']): RecordField<UsedKey> => ({
  type,
  values,
})

const present = (value: number | undefined): readonly number[] => (value === undefined ? [] : [value])

export const KEY_SCHEMA: RecordSchema<UsedKey> = {
  idOf: ({ id }) => id,
  fields: new Map([
    ['name', field('keyword', ({ name }) => [name])],
    ['type', field('keyword', ({ type }) => [type])],
    ['creation', field('date', ({ created }) => [created])],
    ['expiration', field('date', ({ expires }) => present(expires))],
    ['invalidated', field('boolean', ({ invalidated }) => [invalidated !== undefined])],
    ['invalidation', field('date', ({ invalidated }) => present(invalidated))],
    ['username', field('keyword', ({ owner }) => [owner.username])],
    ['last_used', field('date', ({ use }) => present(use?.lastUsed))],
    ['last_used_from', field('keyword', ({ use }) => (use?.lastUsedFrom === undefined ? [] : [use.lastUsedFrom]))],
    ['previous_secret_last_used', field('date', ({ use }) => present(use?.previousSecretLastUsed))],
    ['use_count', field('number', ({ use }) => [use?.uses ?? 0])],
    ['denial_count', field('number', ({ use }) => [use?.denials ?? 0])],
    ['realm_name', field('keyword', ({ owner }) => [owner.realm.name])],
  ]),
  refuseAggregation: (name, type) => `Unsupported API Keys agg [${name}] of type [${type}]`,
  fieldNamed: (name) => flattenedField('metadata', ({ metadata }) => jsonObject(metadata), name),
}
