/** `Content-Type` and `Accept` values → what they mean here. Grammar and texts as Elasticsearch's parser of media types has them. */
import { type ElasticError, illegalArgument } from '../core/errors.ts'
import { mediaTypeHeader } from './header-table.ts'

/** The forms that are spoken; `cbor` and `smile` are known and refused. */
export type Form = 'json' | 'ndjson' | 'yaml' | 'text' | 'cbor' | 'smile'

export interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string
  /** undefined: nothing that is known. */
  readonly form: Form | undefined
  readonly isVendored: boolean
  /** `;name=value` as they came, without white space; printed back in replies. */
  readonly parameters: string
  /** `compatible-with`. */
  readonly version: number | undefined
}

const FORMS: ReadonlyMap<string, Form> = new Map([
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/yaml', 'yaml'],
  ['application/cbor', 'cbor'],
  ['application/smile', 'smile'],
  ['text/plain', 'text'],
  ['text/csv', 'text'],
  ['text/tab-separated-values', 'text'],
])
const VENDOR = 'application/vnd.elasticsearch+'
const TOKEN = /^[\w!#$&^.+*-]+$/
const VERSION = /^\d{1,4}$/

/** One media type, or undefined where the value is absent, a list, or anything goes. `header` names it in errors. */
export function parseMediaType(value: string | undefined, header: 'Accept' | 'Content-Type'): MediaType | undefined {
  if (value === undefined) return undefined
  if (value.trim() === '') throw mediaTypeHeader([header], illegalArgument(`Header [${header}] cannot be empty.`))
  if (value.includes(',') || value === '*/*') return undefined
  const [essence = '', ...parameters] = value.split(';')
  const name = essence.trim().toLowerCase()
  const slash = name.indexOf('/')
  const isType = TOKEN.test(name.slice(0, slash)) && TOKEN.test(name.slice(slash + 1))
  if (slash < 0 || !isType) throw mediaTypeHeader([header], illegalArgument(`invalid media-type [${value}]`))
  return describe(name, parseParameters(parameters, value, header))
}

function describe(essence: string, parameters: ReadonlyMap<string, string>): MediaType {
  const isVendored = essence.startsWith(VENDOR)
  const form = FORMS.get(isVendored ? `application/${essence.slice(VENDOR.length)}` : essence)
  const version = parameters.get('compatible-with')
  return {
    essence,
    form: form ?? FORMS.get(isVendored ? `application/x-${essence.slice(VENDOR.length)}` : ''),
    isVendored,
    parameters: [...parameters].map(([name, value]) => `;${name}=${value}`).join(''),
    version: version === undefined ? undefined : Number(version),
  }
}

function parseParameters(parts: readonly string[], value: string, header: string): ReadonlyMap<string, string> {
  const invalid = (): ElasticError => mediaTypeHeader([header], illegalArgument(`invalid parameters for header [${value}]`))
  const parameters = new Map<string, string>()
  for (const part of parts) {
    if (part.trim() === '') continue
    const [name = '', text, ...more] = part.split('=').map((piece) => piece.trim().toLowerCase())
    if (!TOKEN.test(name) || text === undefined || more.length > 0) throw invalid()
    if (name === 'compatible-with' && !VERSION.test(text)) throw invalid()
    parameters.set(name, text)
  }
  return parameters
}
