/** Mappings and documents against the answers of a real Elasticsearch: the same accepted, the same errors word for word. */
import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { errorOf, hasRecordings, mappingOf, object, printed, type Recording, read, recordings } from './support.ts'

/** Types and parameters that are refused here on purpose; fields with them are left out of recorded mappings. */
const NOT_OFFERED =
  /"type":"(binary|\w+_range|nested|flattened|geo_point|completion|alias|dense_vector|date_nanos)"|"(normalizer|term_vector|split_queries_on_whitespace)"/
/** Documents with values for such fields, and one that needs `null_value` of a field left out. */
const NEEDS_THEM = /"(dn|bin|r|v|alias|kn|text_opts)":/
/** Whole mappings that are refused here on purpose. */
const REFUSED = /"dynamic":"runtime"|"subobjects":false|"_source":/

type Fields = Record<string, unknown>

function withoutUnoffered(mappings: { properties?: Fields } | undefined): unknown {
  if (!mappings?.properties || Array.isArray(mappings.properties)) return mappings
  const kept = Object.entries(mappings.properties).filter(([, field]) => !NOT_OFFERED.test(JSON.stringify(field)))
  return { ...mappings, properties: Object.fromEntries(kept) }
}

const settingsOf = (settings: Record<string, unknown> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))

/** Replays what concerns mappings; the indices it makes stand for those of the recording. */
class Replay {
  readonly #indices = new Map<string, Mapping>()
  compared = 0

  step({ request, response }: Recording): void {
    const { method, path, body } = request
    const [, index = '', api, id = ''] = path.split('?')[0]!.split('/')
    const mapping = this.#indices.get(index)
    if (method === 'PUT' && api === undefined) this.#create(index, body, response)
    else if (!mapping) return
    else if (method === 'GET' && path === `/${index}/_mapping`) this.#show(index, mapping, response)
    else if (method === 'PUT' && api === '_mapping') this.#merge(index, mapping, body, response)
    else if (
      method === 'PUT' &&
      api === '_doc' &&
      !NEEDS_THEM.test(body) &&
      !/routing is required/.test(JSON.stringify(response.body))
    ) {
      this.#same(body, response, () => this.#indices.set(index, read(mapping, body, decodeURIComponent(id)).mapping))
    }
  }

  #create(index: string, body: string, response: Recording['response']): void {
    if (REFUSED.test(body) || (response.status !== 200 && NOT_OFFERED.test(body))) return
    const { mappings, settings } = JSON.parse(body)
    this.#same(body, response, () => this.#indices.set(index, mappingOf(withoutUnoffered(mappings), settingsOf(settings))))
  }

  #merge(index: string, mapping: Mapping, body: string, response: Recording['response']): void {
    if (/nested|split_queries/.test(body)) return
    this.#same(body, response, () => this.#indices.set(index, mapping.merge(object(body))))
  }

  #show(index: string, mapping: Mapping, response: Recording['response']): void {
    const shown = (response.body as unknown as Record<string, { mappings: { properties: Fields } }>)[index]!.mappings
    expect(printed(mapping)).toBe(JSON.stringify(withoutUnoffered(shown)))
    this.compared++
  }

  #same(label: string, { status, body }: Recording['response'], action: () => unknown): void {
    expect(errorOf(action), label).toEqual(status < 300 ? undefined : { status, error: body.error })
    this.compared++
  }
}

describe.skipIf(!hasRecordings)('recorded answers', () => {
  it.each([
    ['mappings', 45],
    ['limits', 48],
  ])('%s', (name, atLeast) => {
    const replay = new Replay()
    for (const recording of recordings(name)) replay.step(recording)
    expect(replay.compared).toBeGreaterThanOrEqual(atLeast)
  })
})
