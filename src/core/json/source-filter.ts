/**
 * `_source` filtering on bytes: members that are kept are copied as they came, so nothing of a document is lost or written anew.
 * Called for `_source_includes` / `_source_excludes` and by search. The source is one valid JSON object, as the store holds it.
 *
 * Elasticsearch has two filters and so has this one. Where no exclusion has a `*`, a pattern's `*` stays within one level (`**` does not)
 * and an object that loses all its members goes too; otherwise `*` runs over levels and an emptied object that was itself included stays.
 */
import { RawJson } from './output.ts'
import { compilePathPatterns, type PathPatterns, type PathState } from './path-pattern.ts'
import { endOfString, endOfValue, skipSpace } from './scan.ts'

const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const BACKSLASH = 0x5c

const EMPTY_OBJECT = Buffer.from('{}')

/** The part of a document that the patterns let through; no includes means everything. */
export function filterSource(source: Buffer, includes: readonly string[], excludes: readonly string[]): RawJson {
  return compileSourceFilter(includes, excludes)(source)
}

/** The same for many documents. */
export function compileSourceFilter(includes: readonly string[], excludes: readonly string[]): (source: Buffer) => RawJson {
  if (includes.length === 0 && excludes.length === 0) return (source) => new RawJson(source)
  const acrossLevels = excludes.some((pattern) => pattern.includes('*'))
  const include = includes.length === 0 ? undefined : compilePathPatterns(includes, acrossLevels)
  const exclude = compilePathPatterns(excludes, acrossLevels)
  return (source) => {
    const filter = new SourceFilter(source, include, exclude, acrossLevels)
    const kept = filter.object(skipSpace(source, 0), { include: include?.start, exclude: exclude.start })
    return new RawJson(kept ?? EMPTY_OBJECT)
  }
}

/** Where the patterns stand; an `include` of undefined lets everything through. */
interface Place {
  readonly include: PathState | undefined
  readonly exclude: PathState
}

class SourceFilter {
  readonly #source: Buffer
  readonly #include: PathPatterns | undefined
  readonly #exclude: PathPatterns
  readonly #keepsEmptied: boolean
  /** Behind the value that was read last. */
  #end = 0

  constructor(source: Buffer, include: PathPatterns | undefined, exclude: PathPatterns, keepsEmptied: boolean) {
    this.#source = source
    this.#include = include
    this.#exclude = exclude
    this.#keepsEmptied = keepsEmptied
  }

  /** What is left of the object at `at`; undefined where nothing is. Included and empty from the start, it is kept. */
  object(at: number, place: Place): Buffer | undefined {
    const source = this.#source
    const parts: Buffer[] = []
    let read = skipSpace(source, at + 1)
    if (source[read] === CLOSE_BRACE) return place.include === undefined ? this.#whole(at, read + 1) : this.#skip(at)
    for (;;) {
      const nameEnd = endOfString(source, read)
      const name = this.#text(read, nameEnd)
      const value = skipSpace(source, skipSpace(source, nameEnd) + 1)
      const kept = this.#member(value, name, place)
      if (kept) parts.push(source.subarray(read, nameEnd), kept)
      read = skipSpace(source, this.#end)
      if (source[read] !== COMMA) break
      read = skipSpace(source, read + 1)
    }
    this.#end = read + 1
    return parts.length === 0 ? undefined : joinMembers(parts)
  }

  /** What is left of a member's value. */
  #member(at: number, name: string, place: Place): Buffer | undefined {
    const exclude = this.#exclude.step(place.exclude, name)
    const include = place.include && this.#include?.step(place.include, name)
    const isIncluded = place.include === undefined || include?.accepts === true
    const isHidden = exclude.accepts || (place.include !== undefined && include?.isDead === true)
    if (isHidden) return this.#skip(at)
    if (isIncluded && !exclude.hasMore) return this.#whole(at, endOfValue(this.#source, at))
    const within: Place = {
      include: isIncluded ? undefined : this.#include?.descend(include!),
      exclude: this.#exclude.descend(exclude),
    }
    return this.#within(at, within, isIncluded)
  }

  /** What is left of a value of which parts may be hidden. */
  #within(at: number, place: Place, isIncluded: boolean): Buffer | undefined {
    const first = this.#source[at]
    const isContainer = first === OPEN_BRACE || first === OPEN_BRACKET
    if (!isContainer) return isIncluded ? this.#whole(at, endOfValue(this.#source, at)) : this.#skip(at)
    const kept = first === OPEN_BRACE ? this.object(at, place) : this.#array(at, place, isIncluded)
    const keepsEmptied = isIncluded && this.#keepsEmptied
    return kept ?? (keepsEmptied ? Buffer.from(first === OPEN_BRACE ? '{}' : '[]') : undefined)
  }

  /** What is left of an array: its values are where the array is; emptied ones go. */
  #array(at: number, place: Place, isIncluded: boolean): Buffer | undefined {
    const source = this.#source
    const parts: Buffer[] = []
    let read = skipSpace(source, at + 1)
    if (source[read] === CLOSE_BRACKET) return isIncluded ? this.#whole(at, read + 1) : this.#skip(at)
    for (;;) {
      const kept = this.#element(read, place, isIncluded)
      if (kept) parts.push(kept)
      read = skipSpace(source, this.#end)
      if (source[read] !== COMMA) break
      read = skipSpace(source, read + 1)
    }
    this.#end = read + 1
    return parts.length === 0 ? undefined : joinElements(parts)
  }

  #element(at: number, place: Place, isIncluded: boolean): Buffer | undefined {
    const first = this.#source[at]
    if (first === OPEN_BRACE) return this.object(at, place)
    if (first === OPEN_BRACKET) return this.#array(at, place, isIncluded)
    return isIncluded ? this.#whole(at, endOfValue(this.#source, at)) : this.#skip(at)
  }

  #whole(start: number, end: number): Buffer {
    this.#end = end
    return this.#source.subarray(start, end)
  }

  #skip(at: number): undefined {
    this.#end = endOfValue(this.#source, at)
    return undefined
  }

  /** The text of a name, quotes included in the range. */
  #text(start: number, end: number): string {
    const hasEscape = this.#source.subarray(start, end).includes(BACKSLASH)
    if (!hasEscape) return this.#source.toString('utf8', start + 1, end - 1)
    return String(JSON.parse(this.#source.toString('utf8', start, end)))
  }
}

function joinMembers(parts: readonly Buffer[]): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < parts.length; at += 2) pieces.push(at === 0 ? OPEN : BETWEEN, parts[at]!, COLON, parts[at + 1]!)
  pieces.push(CLOSE)
  return Buffer.concat(pieces)
}

function joinElements(parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts.flatMap((part, at) => [at === 0 ? OPEN_LIST : BETWEEN, part]), CLOSE_LIST])
}

const OPEN = Buffer.from([OPEN_BRACE])
const CLOSE = Buffer.from([CLOSE_BRACE])
const OPEN_LIST = Buffer.from([OPEN_BRACKET])
const CLOSE_LIST = Buffer.from([CLOSE_BRACKET])
const BETWEEN = Buffer.from([COMMA])
const COLON = Buffer.from(':')
