import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../../../support/live-node.ts'

let node: LiveNode
const properties = {
  word: { type: 'keyword', store: true, fields: { whole: { type: 'text', store: true } } },
  count: { type: 'long', store: true, ignore_malformed: true },
  day: { type: 'date', store: true, format: 'yyyy/MM/dd' },
  yes: { type: 'boolean', store: true },
  plain: { type: 'keyword' },
  inner: { properties: { deep: { type: 'ip', store: true } } },
}
beforeAll(async () => {
  node = await liveNode()
  await node.elastic('PUT', '/stored', { mappings: { properties } })
  await node.elastic('PUT', '/stored/_doc/1?refresh=true', {
    word: ['b', 7, 'b'],
    count: ['12', 'none'],
    day: '2020/01/02',
    yes: 'true',
    plain: 'p',
    'inner.deep': '::1',
  })
})
afterAll(() => node.stop())

const hit = async (body: unknown) => (await node.elastic('POST', '/stored/_search', body)).body.hits.hits[0]

it('shows the stored fields of a hit, as their types show them, in the order of the source', async () => {
  const stored_fields = ['word', 'word.whole', 'count', 'day', 'yes', 'plain', 'inner.deep', 'nowhere']
  const { _source, fields } = await hit({ stored_fields })
  expect(_source).toBeUndefined()
  expect(fields).toEqual({
    word: ['b', '7', 'b'],
    'word.whole': ['b', '7', 'b'],
    count: [12],
    day: ['2020/01/02'],
    yes: [true],
    'inner.deep': ['::1'],
  })
})

it('takes patterns, and stands beside columns and the source', async () => {
  expect((await hit({ stored_fields: ['*'] })).fields).toHaveProperty('inner.deep')
  const both = await hit({ stored_fields: ['wo*'], docvalue_fields: ['plain'], _source: ['plain'] })
  expect(both).toMatchObject({ fields: { word: ['b', '7', 'b'], plain: ['p'] }, _source: { plain: 'p' } })
  expect(await hit({ stored_fields: '_none_' })).not.toHaveProperty('fields')
})

it('get and mget show the same', async () => {
  const { body } = await node.elastic('GET', '/stored/_doc/1?stored_fields=count,day,plain')
  expect(body.fields).toEqual({ count: [12], day: ['2020/01/02'] })
  const many = await node.elastic('POST', '/stored/_mget', { docs: [{ _id: '1', stored_fields: ['yes'] }] })
  expect(many.body.docs[0].fields).toEqual({ yes: [true] })
})
