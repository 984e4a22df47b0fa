/**
 * Members of an object in a body, read as Elasticsearch's object parsers read them: unknown ones and values of a wrong kind are refused
 * with the parser's name and the place in the body; a fault within an inner object is told as the cause of the outer one's.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { namePositionOf, positionOf } from '../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../core/json/value.ts'

interface Place {
  readonly line: number
  readonly column: number
}

const at = (place: Place | undefined): string => (place ? `[${place.line}:${place.column}] ` : '')

/** A fault of a body, with the place where reading stopped. */
class Misread extends ElasticError {
  readonly stopped: Place | undefined

  constructor(where: Place | undefined, reason: string, stopped: Place | undefined, cause?: ElasticError) {
    const root = cause instanceof Misread ? { rootCause: cause.details.rootCause ?? [cause] } : {}
    super('x_content_parse_exception', `${at(where)}${reason}`, { ...(cause ? { causedBy: cause } : {}), ...root })
    this.stopped = stopped
  }
}

export class ObjectReader {
  readonly #object: JsonObject
  readonly #parser: string

  /** `known`: every member there may be; throws 400 where there is another. */
  constructor(value: JsonValue, parser: string, known: readonly string[]) {
    if (!isJsonObject(value)) {
      const place = Array.isArray(value) ? positionOf(value) : undefined
      throw new Misread(place, `[${parser}] Expected START_OBJECT but was: ${tokenName(value)}`, place)
    }
    for (const key of value.keys()) {
      if (known.includes(key)) continue
      throw new Misread(namePositionOf(value, key), `[${parser}] unknown field [${key}]`, positionOf(value, key))
    }
    this.#object = value
    this.#parser = parser
  }

  has(key: string): boolean {
    return this.#object.has(key)
  }

  object(key: string): JsonObject | undefined {
    const value = this.#object.get(key)
    if (value === undefined || isJsonObject(value)) return value
    throw this.#unsupported(key, value)
  }

  /** A text, or a list of texts. */
  texts(key: string): readonly string[] | undefined {
    const value = this.#object.get(key)
    if (value === undefined) return undefined
    return (Array.isArray(value) ? value : [value]).map((item) => {
      if (typeof item === 'string') return item
      if (isJsonNumber(item)) return numberText(item)
      throw this.#unsupported(key, item)
    })
  }

  text(key: string): string | undefined {
    const value = this.#object.get(key)
    if (value === undefined || typeof value === 'string') return value
    if (isJsonNumber(value)) return numberText(value)
    throw this.#unsupported(key, value)
  }

  /** A whole number, as text too. */
  whole(key: string): number | undefined {
    const value = this.#object.get(key)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string' && !isJsonNumber(value)) throw this.#unsupported(key, value)
    const text = typeof value === 'string' ? value : numberText(value)
    const number = Number(text)
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(number)) return number
    throw this.#failed(key, illegalArgument(`For input string: "${text}"`))
  }

  /** A text of a form of its own; what `read` throws is told as the cause. */
  parsed<Value>(key: string, read: (text: string, key: string) => Value): Value | undefined {
    const value = this.#object.get(key)
    if (value === undefined) return undefined
    if (typeof value !== 'string') throw this.#unsupported(key, value)
    try {
      return read(value, key)
    } catch (error) {
      throw error instanceof ElasticError ? this.#failed(key, error) : error
    }
  }

  flag(key: string): boolean | undefined {
    const value = this.#object.get(key)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    if (typeof value !== 'string') throw this.#unsupported(key, value)
    throw this.#failed(key, illegalArgument(`Failed to parse value [${value}] as only [true] or [false] are allowed.`))
  }

  /** An inner object, by a reader of its own. */
  inner<Value>(key: string, read: (value: JsonObject) => Value): Value | undefined {
    const value = this.object(key)
    if (value === undefined) return undefined
    try {
      return read(value)
    } catch (error) {
      if (error instanceof Misread) throw new Misread(error.stopped, this.#failure(key), error.stopped, error)
      throw error
    }
  }

  #failed(key: string, cause: ElasticError): Misread {
    const place = positionOf(this.#object, key)
    return new Misread(place, this.#failure(key), place, cause)
  }

  #failure(key: string): string {
    return `[${this.#parser}] failed to parse field [${key}]`
  }

  #unsupported(key: string, value: JsonValue): Misread {
    const place = positionOf(this.#object, key)
    return new Misread(place, `[${this.#parser}] ${key} doesn't support values of type: ${tokenName(value)}`, place)
  }
}
