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
  const parts = writeJsonParts(value, options)
  return typeof parts === 'string' ? Buffer.from(parts) : Buffer.concat(parts)
}

/** The text of a value. */
export function writeJsonText(value: JsonOutput, options: WriteOptions = {}): string {
  const parts = writeJsonParts(value, options)
  return typeof parts === 'string' ? parts : Buffer.concat(parts).toString('utf8')
}

/** The same without a copy: one text, or pieces where raw bytes stand in between. */
export function writeJsonParts(value: JsonOutput, options: WriteOptions = {}): string | Uint8Array[] {
  const writer = options.pretty === true ? new PrettyWriter() : new PlainWriter()
  writer.value(value)
  return writer.finish()
}

type Composite = Exclude<JsonOutput, null | undefined | boolean | string | number | bigint>
type Literal = Readonly<Record<string, JsonOutput>>

/** Without white space. */
class PlainWriter {
  text = ''
  readonly chunks: Uint8Array[] = []

  finish(): string | Uint8Array[] {
    if (this.chunks.length === 0) return this.text
    this.flush()
    return this.chunks
  }

  value(value: JsonOutput): void {
    if (typeof value === 'string') this.text += quote(value)
    else if (typeof value === 'number') this.text += plainNumber(value)
    else if (value === null || value === undefined) this.text += 'null'
    else if (typeof value === 'object') this.composite(value)
    else this.text += String(value)
  }

  composite(value: Composite): void {
    if (Array.isArray(value)) this.array(value)
    else if (value instanceof Map) this.map(value)
    else if (value instanceof RawJson) this.raw(value.bytes)
    else if (value instanceof JsonNumber) this.text += value.text
    else if (value instanceof JsonDouble) this.text += javaDouble(value.value)
    else this.literal(value as Literal)
  }

  array(items: readonly JsonOutput[]): void {
    let separator = '['
    for (let at = 0; at < items.length; at++) {
      this.text += separator
      this.value(items[at])
      separator = ','
    }
    this.text += separator === '[' ? '[]' : ']'
  }

  map(members: ReadonlyMap<string, JsonOutput>): void {
    let separator = '{'
    for (const [name, value] of members) {
      if (value === undefined) continue
      this.text += separator + nameText(name)
      this.value(value)
      separator = ','
    }
    this.text += separator === '{' ? '{}' : '}'
  }

  literal(members: Literal): void {
    let separator = '{'
    for (const name of Object.keys(members)) {
      const value = members[name]
      if (value === undefined) continue
      this.text += separator + nameText(name)
      this.value(value)
      separator = ','
    }
    this.text += separator === '{' ? '{}' : '}'
  }

  raw(bytes: Uint8Array): void {
    this.flush()
    this.chunks.push(bytes)
  }

  private flush(): void {
    if (this.text !== '') this.chunks.push(Buffer.from(this.text))
    this.text = ''
  }
}

/** As `?pretty` has it. */
class PrettyWriter extends PlainWriter {
  private indent = '\n'

  override finish(): string | Uint8Array[] {
    this.text += '\n'
    return super.finish()
  }

  override array(items: readonly JsonOutput[]): void {
    if (items.length === 0) {
      this.text += '[ ]'
      return
    }
    this.nested('[', ']', items, (item) => this.value(item))
  }

  override map(members: ReadonlyMap<string, JsonOutput>): void {
    const present = [...members].filter(([, value]) => value !== undefined)
    if (present.length === 0) {
      this.text += '{ }'
      return
    }
    this.nested('{', '}', present, ([name, value]) => {
      this.text += `${quote(name)} : `
      this.value(value)
    })
  }

  override literal(members: Literal): void {
    this.map(new Map(Object.entries(members)))
  }

  override raw(bytes: Uint8Array): void {
    this.value(parseJson(bytes))
  }

  private nested<Entry>(open: string, close: string, entries: readonly Entry[], write: (entry: Entry) => void): void {
    const outer = this.indent
    this.indent += '  '
    let separator = open
    for (const entry of entries) {
      this.text += separator + this.indent
      write(entry)
      separator = ','
    }
    this.indent = outer
    this.text += outer + close
  }
}

/** Something that JSON escapes, or half of a surrogate pair, which may stand alone. */
const UNUSUAL = /[\u0000-\u001f"\\\ud800-\udfff]/

const quote = (text: string): string => (UNUSUAL.test(text) ? JSON.stringify(text) : `"${text}"`)

/** Replies repeat their names: `"took":` is put together once. Bounded, as names may come from documents. */
const nameTexts = new Map<string, string>()
const MOST_NAMES = 4096
const LONGEST_NAME = 64

function nameText(name: string): string {
  const known = nameTexts.get(name)
  if (known !== undefined) return known
  if (name.length > LONGEST_NAME || nameTexts.size >= MOST_NAMES || UNUSUAL.test(name)) return `${quote(name)}:`
  // A copy: a name cut out of a parsed text would keep the whole text in memory.
  const copy = Buffer.from(name).toString()
  const text = `"${copy}":`
  nameTexts.set(copy, text)
  return text
}

const plainNumber = (value: number): string => (Number.isFinite(value) ? String(value) : `"${value}"`)

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
