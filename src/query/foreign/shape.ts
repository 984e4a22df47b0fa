/**
 * How a body of another engine is read that this one need not understand: a shape passes a value on, queries within it by their own shapes. What
 * no shape knows is refused, since it may name an index that nobody authorized. The tables are in `grammar.ts`.
 */
import { type ElasticError, forbidden, parsingException } from '../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'

/** A document that a query reads elsewhere before it is run. */
export interface ForeignRead {
  /** As given. */
  readonly index: string
  readonly routing: string | undefined
}

/** Where it may be read: called for each read, in the order of the body. */
export type Place = (read: ForeignRead) => ForeignRead

export type Shape = (value: JsonValue, place: Place) => JsonValue

/** Holds no query and names no index, whatever it holds. */
export const leaf: Shape = (value) => value

/** Refused with the reason, since it reads what it names. */
export const refused =
  (name: string): Shape =>
  () => {
    throw forbidden(`[${name}] reads documents of indices that it names, which cannot be authorized in front of a cluster`)
  }

export const unknown = (what: string, name: string): ElasticError =>
  parsingException(`unknown ${what} [${name}]: what is not known does not go up to the cluster behind this gateway`)

/** A value, or several in a list. */
export const listOf =
  (shape: Shape): Shape =>
  (value, place) =>
    Array.isArray(value) ? value.map((item) => shape(item, place)) : shape(value, place)

/** An object whose members all are of a shape, whatever their names. */
export const each =
  (shape: Shape): Shape =>
  (value, place) =>
    isJsonObject(value) ? new Map([...value].map(([name, inner]) => [name, shape(inner, place)])) : value

/** An object of known members; of others, plain values only. `what` names it in refusals. */
export const members =
  (what: string, table: Readonly<Record<string, Shape>>, others: Shape = plain(what)): Shape =>
  (value, place) => {
    if (!isJsonObject(value)) return value
    return new Map([...value].map(([name, inner]) => [name, shapeOf(table, name, others)(inner, place)]))
  }

const shapeOf = (table: Readonly<Record<string, Shape>>, name: string, others: Shape): Shape =>
  Object.hasOwn(table, name) ? table[name]! : others

/** No object, and no list of them. */
export const plain =
  (what: string): Shape =>
  (value) => {
    const isNested =
      isJsonObject(value) || (Array.isArray(value) && value.some((item) => isJsonObject(item) || Array.isArray(item)))
    if (isNested) throw unknown('object in', what)
    return value
  }

/** An object that may be read from a document in place of being given; `named`: its member for the index, `byDefault` where that is left out. */
export function placed(value: JsonObject, place: Place, named: 'index' | '_index', byDefault?: string): JsonObject {
  const index = value.get(named) ?? byDefault
  if (index === undefined) return value
  const routing = value.get('routing')
  if (typeof index !== 'string') throw parsingException(`[${named}] must be a name`)
  const read = place({ index, routing: routing === undefined || routing === null ? undefined : String(routing) })
  const found = new Map(value).set(named, read.index)
  return read.routing === undefined ? found : found.set('routing', read.routing)
}
