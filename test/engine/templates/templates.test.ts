import { describe, expect, it } from 'vitest'
import { fromPlain, toPlain } from '../../../src/core/json/convert.ts'
import type { JsonObject } from '../../../src/core/json/value.ts'
import { patternsOverlap } from '../../../src/engine/templates/pattern-overlap.ts'
import type { IndexTemplate, TemplateContent } from '../../../src/engine/templates/template.ts'
import { joinDeclarations } from '../../../src/mapping/join-declarations.ts'
import { TestEngine } from '../support/engines.ts'

const json = (plain: unknown): JsonObject => fromPlain(plain) as JsonObject
const NONE: TemplateContent = { settings: undefined, mappings: undefined, aliases: undefined }
const DESCRIBED = { version: undefined, meta: undefined, deprecated: undefined, createdAt: 1, modifiedAt: 1 }

const component = (name: string, content: Partial<TemplateContent>) => ({ ...DESCRIBED, name, content: { ...NONE, ...content } })

const template = (name: string, pattern: string, more: Partial<IndexTemplate> = {}): IndexTemplate => ({
  ...DESCRIBED,
  name,
  patterns: [pattern],
  content: undefined,
  composedOf: [],
  ignoreMissing: undefined,
  priority: undefined,
  allowAutoCreate: undefined,
  dataStream: undefined,
  ...more,
})

const named = <Item extends { readonly name: string }>(...items: readonly Item[]) =>
  new Map(items.map((item) => [item.name, item]))

describe('patterns', () => {
  it.each([
    ['a*', 'ab*', true],
    ['*a', 'b*', true],
    ['a*b', 'a*c', false],
    ['a*b*', '*c*', true],
    ['abc', 'a*', true],
    ['abc', 'abd', false],
    ['*', 'x', true],
    ['a*', 'b*', false],
  ])('%s and %s overlap: %s', (one, other, expected) => {
    expect([patternsOverlap(one, other), patternsOverlap(other, one)]).toEqual([expected, expected])
  })
})

describe('declarations', () => {
  it.each([
    ['fields of both', { a: { type: 'long' } }, { b: { type: 'date' } }, { a: { type: 'long' }, b: { type: 'date' } }],
    ['a later field whole', { a: { type: 'long', coerce: false } }, { a: { type: 'long' } }, { a: { type: 'long' } }],
    [
      'objects field by field',
      { o: { properties: { x: 1 } } },
      { o: { properties: { y: 2 } } },
      { o: { properties: { x: 1, y: 2 } } },
    ],
    ['no object with a field', { o: { properties: { x: 1 } } }, { o: { type: 'long' } }, { o: { type: 'long' } }],
  ])('take %s', (_, before, after, expected) => {
    const joined = joinDeclarations(json({ properties: before }), json({ properties: after }))
    expect(toPlain(joined)).toEqual({ properties: expected })
  })
})

describe('templates of an engine', () => {
  it('give a new index what it does not ask for itself, later components over earlier ones', async () => {
    const { engine } = await TestEngine.open()
    const mappings = (type: string) => json({ properties: { f: { type }, [type]: { type } } })
    const settings = (replicas: string | null) => new Map([['index.number_of_replicas', replicas]])
    await engine.changeTemplates(() => ({
      component: named(
        component('one', {
          settings: settings('3'),
          mappings: mappings('long'),
          aliases: [{ name: 'x' }, { name: '{index}-y' }],
        }),
        component('two', { settings: settings('2'), mappings: mappings('keyword') }),
      ),
      index: named(template('t', 'a*', { composedOf: ['one', 'gone', 'two'] }), template('wide', '*', { priority: 0 })),
    }))
    const made = await engine.createIndex({ name: 'a1', settings: new Map(), mappings: mappings('date'), aliases: [] })
    expect(toPlain(made.mapping())).toEqual({
      properties: { date: { type: 'date' }, f: { type: 'date' }, keyword: { type: 'keyword' }, long: { type: 'long' } },
    })
    expect([made.settings.get('index.number_of_replicas'), made.aliases]).toEqual(['2', [{ name: 'a1-y' }, { name: 'x' }]])
    const asked = await engine.createIndex({ name: 'a2', settings: settings(null), mappings: undefined, aliases: [] })
    expect(asked.settings.has('index.number_of_replicas')).toBe(false)
  })

  it('survive a restart as they were, each kind of them', async () => {
    const node = await TestEngine.open()
    const content = { ...NONE, settings: new Map([['index.refresh_interval', '3s']]), aliases: [{ name: 'x', filter: '{}' }] }
    await node.engine.changeTemplates(() => ({
      component: named(component('c', content)),
      index: named(
        template('t', 'a*', {
          priority: 7,
          dataStream: { hidden: true, allowCustomRouting: false },
          meta: json({ a: { b: 1 } }),
        }),
      ),
      legacy: named({ name: 'l'.repeat(900), patterns: ['b*'], order: 2, version: 3, content }),
    }))
    await node.engine.changeTemplates(() => ({ component: named(component('d', content)) }))
    await node.engine.changeTemplates(() => ({ component: new Map([['d', undefined]]) }))
    const before = node.engine.templates()
    await node.reopen()
    expect(node.engine.templates()).toEqual(before)
    expect([...node.engine.templates().component.keys()]).toEqual(['c'])
    expect((await node.create('b1')).settings.get('index.refresh_interval')).toBe('3s')
  })

  it('change as a whole or not at all, seen by whoever asks for the names', async () => {
    const { engine } = await TestEngine.open()
    const version = engine.namesVersion
    await expect(
      engine.changeTemplates(() => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect([engine.templates().index.size, engine.namesVersion]).toEqual([0, version])
    await engine.changeTemplates(() => ({ index: named(template('t', 'a*')) }))
    expect(engine.namesVersion).toBeGreaterThan(version)
  })
})
