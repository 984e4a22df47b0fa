/**
 * Fields that a document brings: collected as a declaration that is merged into the mapping afterwards. The first value that says
 * something decides the type. Limits are watched on the way, so that errors name the value that went too far.
 */
import { type DateFormat, parseDateFormat } from '../core/date-format.ts'
import type { ElasticError } from '../core/errors.ts'
import { isJsonNumber, type JsonObject, type JsonValue } from '../core/json/value.ts'
import type { Place } from './document-error.ts'
import { splitDocumentName } from './document-name.ts'
import { isIntegerToken } from './java-text.ts'
import { depthExceeded, depthOf, type MappingLimits, totalFieldsExceeded } from './mapping-limits.ts'
import type { RootSettings } from './mapping-node.ts'
import { pathOf } from './mapping-node.ts'
import { integerPart } from './number-values.ts'

/** What is known of the mapping that grows. */
interface Growing {
  readonly settings: RootSettings
  readonly limits: MappingLimits
  readonly size: number
}

type NewNode =
  | { readonly kind: 'object'; readonly children: Map<string, NewNode> }
  | { readonly kind: 'field'; readonly json: JsonObject }

type NewObject = Extract<NewNode, { kind: 'object' }>

const newObject = (): NewObject => ({ kind: 'object', children: new Map() })

export class Additions {
  readonly #mapping: Growing
  readonly #fault: (place: Place, error: ElasticError) => Error
  /** From the root; objects that exist already stand here only as the way to what is new. */
  readonly #root = newObject()
  /** New objects, fields and multi-fields. */
  #count = 0

  constructor(mapping: Growing, fault: (place: Place, error: ElasticError) => Error) {
    this.#mapping = mapping
    this.#fault = fault
  }

  get empty(): boolean {
    return this.#count === 0
  }

  /** A value at a path below an existing object. */
  add(existing: string, parts: readonly string[], value: JsonValue, place: Place): void {
    if (!says(value)) return
    let parent = this.#root
    for (const name of existing === '' ? [] : existing.split('.')) parent = descend(parent, name) ?? newObject()
    this.#addAt(parent, existing, parts, value, place)
  }

  toJson(): JsonObject {
    return new Map([['properties', declare(this.#root.children)]])
  }

  #addAt(start: NewObject, existing: string, parts: readonly string[], value: JsonValue, place: Place): void {
    let parent = start
    let path = existing
    for (const name of parts.slice(0, -1)) {
      path = pathOf(path, name)
      const child = this.#object(parent, name, path, place)
      if (!child) return
      parent = child
    }
    const name = parts[parts.length - 1] as string
    this.#value(parent, name, pathOf(path, name), value, { ...place, at: 'value' })
  }

  /** The new object of a name; undefined where a field has taken it (which the next pass refuses). */
  #object(parent: NewObject, name: string, path: string, place: Place): NewObject | undefined {
    const known = parent.children.get(name)
    if (known) return known.kind === 'object' ? known : undefined
    if (depthOf(path) > this.#mapping.limits.depth) throw this.#fault(place, depthExceeded(this.#mapping.limits, path))
    const child = newObject()
    parent.children.set(name, child)
    this.#grow(1, place)
    return child
  }

  #value(parent: NewObject, name: string, path: string, value: JsonValue, place: Place): void {
    if (Array.isArray(value)) {
      value.forEach((item, at) => {
        this.#value(parent, name, path, item, { container: value, key: at, at: 'value' })
      })
    } else if (value instanceof Map) {
      const child = this.#object(parent, name, path, place)
      if (child) this.#members(child, path, value)
    } else if (value !== null && !parent.children.has(name)) {
      const json = this.#declaration(value)
      parent.children.set(name, { kind: 'field', json })
      this.#grow(json.has('fields') ? 2 : 1, place)
    }
  }

  #members(object: NewObject, path: string, json: JsonObject): void {
    for (const [name, value] of json) {
      const namePlace: Place = { container: json, key: name, at: 'name' }
      const parts = splitDocumentName(name, path, namePlace)
      if (says(value)) this.#addAt(object, path, parts, value, parts.length > 1 ? namePlace : { ...namePlace, at: 'value' })
    }
  }

  #grow(by: number, place: Place): void {
    this.#count += by
    const { limits, size } = this.#mapping
    if (size + this.#count > limits.totalFields) throw this.#fault(place, totalFieldsExceeded(limits, this.#count))
  }

  #declaration(value: Exclude<JsonValue, null | JsonValue[] | JsonObject>): JsonObject {
    if (typeof value === 'boolean') return new Map([['type', 'boolean']])
    if (isJsonNumber(value)) return new Map([['type', isIntegerToken(value) ? 'long' : 'float']])
    return stringDeclaration(value, this.#mapping.settings)
  }
}

/** Null and empty arrays say nothing about a field. */
const says = (value: JsonValue): boolean => (Array.isArray(value) ? value.some(says) : value !== null)

/** The object on the way to a new field, made where it is missing: it exists in the mapping. */
function descend(parent: NewObject, name: string): NewObject | undefined {
  const known = parent.children.get(name)
  if (known) return known.kind === 'object' ? known : undefined
  const child = newObject()
  parent.children.set(name, child)
  return child
}

const declare = (members: ReadonlyMap<string, NewNode>): JsonObject =>
  new Map(
    [...members].map(([name, node]): [string, JsonValue] => [
      name,
      node.kind === 'field'
        ? node.json
        : new Map<string, JsonValue>([
            ['type', 'object'],
            ['properties', declare(node.children)],
          ]),
    ]),
  )

/** Elasticsearch's own formats: the second one is Java's root locale, and prints it. */
const DEFAULT_FORMATS = ['strict_date_optional_time', 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis'] as const

function stringDeclaration(text: string, settings: RootSettings): JsonObject {
  if (settings.numericDetection) {
    if (typeof integerPart(text) === 'bigint' && /^[+-]?\d+$/.test(text)) return new Map([['type', 'long']])
    if (integerPart(text) !== undefined) return new Map([['type', 'float']])
  }
  const format = settings.dateDetection === false ? undefined : dateFormatOf(text, settings)
  if (!format) {
    const keyword: JsonObject = new Map<string, JsonValue>([
      ['type', 'keyword'],
      ['ignore_above', 256],
    ])
    return new Map<string, JsonValue>([
      ['type', 'text'],
      ['fields', new Map([['keyword', keyword]])],
    ])
  }
  if (settings.dynamicDateFormats)
    return new Map([
      ['type', 'date'],
      ['format', format.pattern],
    ])
  if (format.pattern === DEFAULT_FORMATS[0]) return new Map([['type', 'date']])
  return new Map([
    ['type', 'date'],
    ['format', format.pattern],
    ['locale', ''],
  ])
}

/** Texts without any of the marks that separate the parts of dates are not tried: a number of four digits is no year here. */
const DATE_MARKS = /[:\-/]/

function dateFormatOf(text: string, settings: RootSettings): DateFormat | undefined {
  if (!DATE_MARKS.test(text)) return undefined
  return (settings.dynamicDateFormats ?? DEFAULT_FORMATS).map(parseDateFormat).find((format) => format.matches(text))
}
