/**
 * JSON values → bytes, as Elasticsearch writes them: exact numbers keep their text, doubles look like Java's, `RawJson` is spliced in.
 * Called by `http/respond.ts` for replies and by whoever stores JSON. Lone surrogates are escaped, so no text is lost.
 */
import { JsonDouble, type JsonOutput, RawJson } from './output.ts'
import { parseJson } from './parse.ts'
import { JsonNumber } from './value.ts'

export interface WriteOptions {
  /** Two spaces a level, ` : ` behind names, a newline at the end. */
  readonly pretty?: boolean
}

/** The UTF-8 bytes of a value; `undefined` members are left out, elsewhere they are null. */
export function writeJson(value: JsonOutput, options: WriteOptions = {}): Buffer {
  const writer = new JsonWriter(options.pretty === true)
  writer.value(value)
  return writer.finish()
}

/** The same as a string. */
export const writeJsonText = (value: JsonOutput, options?: WriteOptions): string => writeJson(value, options).toString('utf8')

class JsonWriter {
  readonly #pretty: boolean
  /** What is written and not yet in `#chunks`. */
  #text = ''
  readonly #chunks: Uint8Array[] = []
  #indent = '\n'

  constructor(pretty: boolean) {
    this.#pretty = pretty
  }

  finish(): Buffer {
    if (this.#pretty) this.#text += '\n'
    if (this.#chunks.length === 0) return Buffer.from(this.#text)
    this.#flush()
    return Buffer.concat(this.#chunks)
  }

  value(value: JsonOutput): void {
    if (typeof value === 'string') this.#text += quote(value)
    else if (typeof value === 'number') this.#text += Number.isFinite(value) ? plainNumber(value) : `"${value}"`
    else if (value === null || value === undefined) this.#text += 'null'
    else if (typeof value === 'object') this.#object(value)
    else this.#text += String(value)
  }

  #object(value: Exclude<JsonOutput, null | undefined | boolean | string | number | bigint>): void {
    if (Array.isArray(value)) this.#array(value)
    else if (value instanceof Map) this.#map(value)
    else if (value instanceof RawJson) this.#raw(value)
    else if (value instanceof JsonNumber) this.#text += value.text
    else if (value instanceof JsonDouble) this.#text += javaDouble(value.value)
    else this.#literal(value as Readonly<Record<string, JsonOutput>>)
  }

  #array(items: readonly JsonOutput[]): void {
    if (items.length === 0) {
      this.#text += this.#pretty ? '[ ]' : '[]'
      return
    }
    const outer = this.#open('[')
    for (let at = 0; at < items.length; at++) {
      if (at > 0) this.#text += ','
      if (this.#pretty) this.#text += this.#indent
      this.value(items[at])
    }
    this.#close(outer, ']')
  }

  #map(members: ReadonlyMap<string, JsonOutput>): void {
    const outer = this.#open('{')
    let isFirst = true
    for (const [name, value] of members) {
      if (value === undefined) continue
      this.#member(isFirst, name, value)
      isFirst = false
    }
    this.#closeObject(outer, isFirst)
  }

  #literal(members: Readonly<Record<string, JsonOutput>>): void {
    const outer = this.#open('{')
    let isFirst = true
    for (const name of Object.keys(members)) {
      const value = members[name]
      if (value === undefined) continue
      this.#member(isFirst, name, value)
      isFirst = false
    }
    this.#closeObject(outer, isFirst)
  }

  #member(isFirst: boolean, name: string, value: JsonOutput): void {
    if (!isFirst) this.#text += ','
    this.#text += this.#pretty ? `${this.#indent}${quote(name)} : ` : `${quote(name)}:`
    this.value(value)
  }

  #open(bracket: string): string {
    const outer = this.#indent
    this.#text += bracket
    if (this.#pretty) this.#indent += '  '
    return outer
  }

  #closeObject(outer: string, isEmpty: boolean): void {
    if (isEmpty) {
      this.#indent = outer
      this.#text += this.#pretty ? ' }' : '}'
    } else this.#close(outer, '}')
  }

  #close(outer: string, bracket: string): void {
    this.#indent = outer
    this.#text += this.#pretty ? outer + bracket : bracket
  }

  #raw({ bytes }: RawJson): void {
    if (this.#pretty) this.value(parseJson(bytes))
    else {
      this.#flush()
      this.#chunks.push(bytes)
    }
  }

  #flush(): void {
    if (this.#text === '') return
    this.#chunks.push(Buffer.from(this.#text))
    this.#text = ''
  }
}

/** Nothing that JSON has to escape, nor a surrogate that may stand alone. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text))

const plainNumber = (value: number): string => (Object.is(value, -0) ? '0' : String(value))

/** A double as Java writes it: `1.0`, `1.0E10`, `1.5E-5`; what is no number is a string. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const magnitude = Math.abs(value)
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
