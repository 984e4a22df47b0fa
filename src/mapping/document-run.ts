/**
 * One pass over one parsed document: values go to their fields, what the mapping does not know is collected, and the first thing that is
 * wrong ends it. Made by `parse-document.ts`, once for each document of the bulk path.
 */
import type { JsonContainer } from '../core/json/positions.ts'
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../core/json/value.ts'
import { failedToParse, faultAt, metadataFault, type Place, strictFault, valueFault } from './document-error.ts'
import { splitDocumentName } from './document-name.ts'
import { Additions } from './dynamic-fields.ts'
import type { FieldValue, MappedField } from './field.ts'
import { IGNORED, type ReadValue, type ScalarValue } from './index-field.ts'
import { type MappingLimits, METADATA_FIELDS } from './mapping-limits.ts'
import type { Dynamic, FieldNode, ObjectNode, RootSettings } from './mapping-node.ts'
import type { ParsedField } from './parsed-document.ts'
import { isValueError } from './value-fault.ts'

/** What reading a document needs of a mapping. */
export interface DocumentMapping {
  readonly root: ObjectNode
  readonly settings: RootSettings
  readonly limits: MappingLimits
  readonly size: number
  fieldNode(path: string): FieldNode | undefined
}

/** A field of the document under construction. */
interface OpenField extends ParsedField {
  readonly field: MappedField
  readonly values: FieldValue[]
}

export class DocumentRun {
  readonly fields: OpenField[] = []
  readonly ignored: string[] = []
  /** Fields that the mapping does not have yet; undefined: none. */
  additions: Additions | undefined
  readonly #mapping: DocumentMapping
  /** By field, once there is more than a handful to look through. */
  #open: Map<MappedField, OpenField> | undefined

  constructor(mapping: DocumentMapping) {
    this.#mapping = mapping
  }

  /** The members of an object. `dynamic` is what holds here. */
  object(node: ObjectNode, json: JsonObject, dynamic: Dynamic): void {
    const { children } = node
    for (const [name, value] of json) {
      const child = children.get(name)
      if (child === undefined) this.#unknown(node, json, name, value, dynamic)
      else if (child.kind === 'object')
        this.#objectValue(child, value, { container: json, key: name, at: 'value' }, child.dynamic ?? dynamic)
      else if (typeof value === 'object' && !(value instanceof JsonNumber)) this.#fieldContainer(child, value, json, name)
      else this.#scalar(child, value, json, name)
    }
  }

  /** Anything but a scalar where a field is mapped. */
  #fieldContainer(node: FieldNode, value: JsonValue, container: JsonContainer, key: string | number): void {
    if (value === null) this.#null(node, container, key)
    else if (Array.isArray(value)) this.#fieldArray(node, value)
    else this.#refuseObject(node, value, { container, key, at: 'value' })
  }

  #fieldArray(node: FieldNode, items: JsonValue[]): void {
    for (let at = 0; at < items.length; at++) {
      const item = items[at]!
      if (typeof item === 'object' && !(item instanceof JsonNumber)) this.#fieldContainer(node, item, items, at)
      else this.#scalar(node, item, items, at)
    }
  }

  #refuseObject(node: FieldNode, value: JsonValue, place: Place): void {
    const fault = node.field.objectFault()
    if (fault) throw valueFault(node, place, value, fault)
    this.#ignore(node.path)
  }

  #null(node: FieldNode, container: JsonContainer, key: string | number): void {
    const { nullValue } = node.field
    if (nullValue !== undefined) this.#add(node.field, nullValue)
    for (const sub of node.subFields.values()) this.#null(sub, container, key)
  }

  #scalar(node: FieldNode, value: ScalarValue, container: JsonContainer, key: string | number): void {
    const { field } = node
    let read: ReadValue
    try {
      read = field.readValue(value)
    } catch (error) {
      if (!field.ignoreMalformed || !isValueError(error))
        throw valueFault(node, { container, key, at: 'value' }, value, error as Error)
      read = IGNORED
    }
    if (read === IGNORED) this.#ignore(node.path)
    else if (read !== undefined) this.#add(field, read)
    if (node.subFields.size > 0) for (const sub of node.subFields.values()) this.#scalar(sub, value, container, key)
    if (node.copyTo.length > 0) this.#copy(node, value, container, key)
  }

  #copy(node: FieldNode, value: ScalarValue, container: JsonContainer, key: string | number): void {
    for (const path of node.copyTo) {
      const target = this.#mapping.fieldNode(path)
      if (target) this.#scalar({ ...target, copyTo: [] }, value, container, key)
      else
        this.#place(
          this.#mapping.root,
          { parts: path.split('.'), at: 0 },
          value,
          { container, key, at: 'value' },
          this.#mapping.root.dynamic ?? 'true',
        )
    }
  }

  #add(field: MappedField, value: FieldValue): void {
    const open = this.#find(field)
    if (open) open.values.push(value)
    else {
      const added: OpenField = { field, values: [value] }
      this.fields.push(added)
      this.#open?.set(field, added)
    }
  }

  #find(field: MappedField): OpenField | undefined {
    if (this.#open) return this.#open.get(field)
    const { fields } = this
    for (let at = fields.length - 1; at >= 0; at--) if (fields[at]!.field === field) return fields[at]
    if (fields.length >= LOOK_THROUGH) this.#open = new Map(fields.map((open) => [open.field, open]))
    return undefined
  }

  #ignore(path: string): void {
    if (!this.ignored.includes(path)) this.ignored.push(path)
  }

  /** A value where an object is mapped. */
  #objectValue(node: ObjectNode, value: JsonValue, place: Place, dynamic: Dynamic): void {
    if (!node.enabled || value === null) return
    if (isJsonObject(value)) this.object(node, value, dynamic)
    else if (Array.isArray(value)) {
      value.forEach((item, at) => {
        this.#objectValue(node, item, { container: value, key: at, at: 'value' }, dynamic)
      })
    } else throw faultAt(place, concreteValue(node.path, Array.isArray(place.container) ? 'null' : node.name))
  }

  /** A member that is not in the mapping under its own name. */
  #unknown(node: ObjectNode, json: JsonObject, name: string, value: JsonValue, dynamic: Dynamic): void {
    const namePlace: Place = { container: json, key: name, at: 'name' }
    if (!node.enabled) return
    if (node.path === '' && METADATA_FIELDS.has(name)) throw metadataFault({ ...namePlace, at: 'value' }, name, value)
    const parts = splitDocumentName(name, node.path, namePlace)
    const place: Place = parts.length === 1 ? { ...namePlace, at: 'value' } : namePlace
    this.#place(node, { parts, at: 0 }, value, place, dynamic)
  }

  /**
   * A value at a path below an object, some of which may not exist yet; `at` is the part that names a member of `node`.
   * A place of `name`: dots in a name stand for the objects.
   */
  #place(node: ObjectNode, path: Path, value: JsonValue, place: Place, dynamic: Dynamic): void {
    const child = node.children.get(path.parts[path.at]!)
    const isLast = path.at === path.parts.length - 1
    const valuePlace: Place = { ...place, at: 'value' }
    if (child === undefined) this.#introduce(node, path, value, isLast ? valuePlace : place, dynamic)
    else if (child.kind === 'object') {
      if (!child.enabled) return
      const inherited = child.dynamic ?? dynamic
      if (isLast) this.#objectValue(child, value, valuePlace, inherited)
      else this.#place(child, { ...path, at: path.at + 1 }, value, place, inherited)
    } else if (isLast) this.#fieldValue(child, value, valuePlace)
    else this.#refuseDotted(child, path.parts.slice(path.at + 1), value, place)
  }

  #fieldValue(node: FieldNode, value: JsonValue, { container, key }: Place): void {
    if (typeof value === 'object' && !(value instanceof JsonNumber)) this.#fieldContainer(node, value, container, key)
    else this.#scalar(node, value, container, key)
  }

  /** `a.b` where `a` is a field. */
  #refuseDotted(node: FieldNode, rest: readonly string[], value: JsonValue, place: Place): void {
    const fault = node.field.objectFault()
    if (!fault) {
      this.#ignore(node.path)
      return
    }
    // as deep as JSON may nest: the rest would only be shown
    const meant = rest.slice(0, MAX_SHOWN_DEPTH).reduceRight<JsonValue>((inner, name) => new Map([[name, inner]]), value)
    throw valueFault(node, place, meant, fault)
  }

  /** A field or object that the mapping does not have. */
  #introduce(node: ObjectNode, { parts, at }: Path, value: JsonValue, place: Place, dynamic: Dynamic): void {
    if (dynamic === 'strict') throw strictFault(place, parts[at]!, node.path === '' ? node.name : node.path)
    if (dynamic === 'false') return
    this.additions ??= new Additions(this.#mapping, failedToParse)
    this.additions.add(node.path, parts.slice(at), value, place)
    if (this.additions.empty) this.additions = undefined
  }
}

/** A member name as a path, and where in it one stands. */
interface Path {
  readonly parts: readonly string[]
  readonly at: number
}

const MAX_SHOWN_DEPTH = 1000

/** Up to so many fields it is faster to look through a list than to keep a Map. */
const LOOK_THROUGH = 24

const concreteValue = (path: string, name: string): string =>
  `object mapping for [${path}] tried to parse field [${name}] as object, but found a concrete value`
