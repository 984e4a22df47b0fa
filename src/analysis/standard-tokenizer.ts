/**
 * Lucene's standard tokenizer: words by Unicode's word-break rules (UAX #29), ideographs one by one, emoji whole. ASCII letters and digits
 * take a fast way through; everything else goes by character class.
 */
import type { RangeSink, Tokenizer } from './tokenizer.ts'
import {
  COMPLEX,
  COMPLEX_MARK,
  CONNECTOR,
  DOUBLE_QUOTE,
  EMOJI,
  HAN,
  HEBREW,
  HIRAGANA,
  isExtension,
  JOINER,
  KATAKANA,
  KEYCAP_BASE,
  LETTER,
  MID_LETTER,
  MID_NUMBER,
  MODIFIER,
  NUMERIC,
  REGIONAL,
  SINGLE_QUOTE,
  wordBreakClass,
} from './word-break.ts'

const KEYCAP = 0x20e3
const VARIATION_SELECTOR = 0xfe0f

const isAsciiWord = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57)

/** The tokenizer with a limit on the length of a token. */
export function standardTokenizer(maxTokenLength: number): Tokenizer {
  return (text, sink) => scan(text, maxTokenLength, sink)
}

function scan(text: string, maxTokenLength: number, sink: RangeSink): void {
  const { length } = text
  let at = 0
  while (at < length) {
    const unit = text.charCodeAt(at)
    // spaces and most punctuation begin nothing
    if (unit <= 34 || (unit < 128 && !isAsciiWord(unit) && unit !== 95 && unit !== 35 && unit !== 42)) {
      at++
      continue
    }
    // no further than the limit: a text without spaces must not be read again and again
    const stop = at + maxTokenLength
    const end = isAsciiWord(unit) ? endOfAsciiWord(text, at, stop) : endOfToken(text, at, stop)
    if (end < 0) at = ~end
    else if (end - at <= maxTokenLength) {
      sink(at, end)
      at = end
    } else at = cutToken(text, at, end, maxTokenLength, sink)
  }
}

/** Lucene reads no further than the limit, and begins anew behind it. Characters stay whole. */
function cutToken(text: string, start: number, end: number, maxTokenLength: number, sink: RangeSink): number {
  let cut = start + maxTokenLength
  if (isLowSurrogate(text.charCodeAt(cut))) cut += cut - 1 > start ? -1 : 1
  const within = text.slice(start, Math.min(cut, end))
  const shorter = endOfToken(within, 0, within.length)
  const cutEnd = shorter > 0 ? start + shorter : cut
  sink(start, cutEnd)
  return cutEnd
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Runs over ASCII letters and digits; what follows decides whether the rules must have a look. */
function endOfAsciiWord(text: string, start: number, stop: number): number {
  let at = start + 1
  while (at <= stop && isAsciiWord(text.charCodeAt(at))) at++
  const next = text.charCodeAt(at)
  // a space, bracket, hyphen, slash … ends a word; NaN: the end of the text
  if (!(next >= 128) && next !== 46 && next !== 39 && next !== 58 && next !== 95 && next !== 44 && next !== 59 && next !== 34)
    return at
  return at > stop ? at : endOfToken(text, start, stop)
}

/** The end of the token that begins here (anything beyond `stop` is as good), or the complement of where to go on if none does. */
function endOfToken(text: string, start: number, stop: number): number {
  const first = classAt(text, start)
  const next = start + widthAt(text, start)
  switch (first) {
    case LETTER:
    case HEBREW:
    case NUMERIC:
    case KATAKANA:
    case CONNECTOR:
      return endOfWord(text, start, first, stop)
    case HAN:
    case HIRAGANA:
      return skipExtensions(text, next)
    case COMPLEX:
    case COMPLEX_MARK:
      return endOfComplex(text, next, stop)
    case EMOJI:
    case MODIFIER:
      return endOfEmoji(text, next, stop)
    case JOINER:
      return classAt(text, next) === EMOJI ? endOfEmoji(text, next + widthAt(text, next), stop) : ~next
    case REGIONAL:
      return endOfFlag(text, next)
    case KEYCAP_BASE:
      return endOfKeycap(text, next) ?? ~next
    default:
      return ~next
  }
}

const classAt = (text: string, at: number): number => (at < text.length ? wordBreakClass(text.codePointAt(at)!) : 0)

const widthAt = (text: string, at: number): number => (text.codePointAt(at)! > 0xffff ? 2 : 1)

function skipExtensions(text: string, from: number): number {
  let at = from
  for (;;) {
    if (!isExtension(classAt(text, at))) return at
    at += widthAt(text, at)
  }
}

/** A word of letters, digits and Katakana, joined by connectors and by quotes, dots and commas within. */
function endOfWord(text: string, start: number, first: number, stop: number): number {
  let previous = first
  let hasWord = first !== CONNECTOR
  let at = skipExtensions(text, start + widthAt(text, start))
  while (at <= stop) {
    const found = classAt(text, at)
    if (joins(previous, found)) {
      previous = found
      hasWord ||= found !== CONNECTOR
      at = skipExtensions(text, at + widthAt(text, at))
    } else if (isJoint(found)) {
      const behind = skipExtensions(text, at + 1)
      const next = classAt(text, behind)
      if (bridges(previous, found, next)) {
        previous = next
        at = skipExtensions(text, behind + widthAt(text, behind))
      } else {
        if (found === SINGLE_QUOTE && previous === HEBREW) at = behind
        break
      }
    } else break
  }
  return hasWord ? at : ~at
}

const isLetter = (found: number): boolean => found === LETTER || found === HEBREW
const isLetterOrNumber = (found: number): boolean => found === LETTER || found === HEBREW || found === NUMERIC
const isWord = (found: number): boolean => isLetterOrNumber(found) || found === KATAKANA

function joins(previous: number, found: number): boolean {
  if (found === CONNECTOR) return isWord(previous) || previous === CONNECTOR
  if (previous === CONNECTOR) return isWord(found)
  if (found === KATAKANA) return previous === KATAKANA
  return isLetterOrNumber(found) && isLetterOrNumber(previous)
}

/** Marks that may stand within a word; all of them are one unit wide. */
const isJoint = (found: number): boolean => found >= MID_LETTER && found <= DOUBLE_QUOTE

/** Whether a mark joins what stands on both sides: letters with letters, digits with digits. */
function bridges(previous: number, joint: number, next: number): boolean {
  if (joint === DOUBLE_QUOTE) return previous === HEBREW && next === HEBREW
  if (isLetter(previous)) return joint !== MID_NUMBER && isLetter(next)
  return previous === NUMERIC && joint !== MID_LETTER && next === NUMERIC
}

function endOfComplex(text: string, from: number, stop: number): number {
  let at = from
  while (at <= stop) {
    const found = classAt(text, at)
    if (found !== COMPLEX && !isExtension(found)) break
    at += widthAt(text, at)
  }
  return at
}

/** A pictograph, its modifiers, and whatever is linked to it by joiners. */
function endOfEmoji(text: string, from: number, stop: number): number {
  let at = from
  for (;;) {
    const extended = skipExtensions(text, at)
    const linked = extended > at && text.charCodeAt(extended - 1) === 0x200d && classAt(text, extended) === EMOJI
    if (!linked || extended > stop) return extended
    at = extended + widthAt(text, extended)
  }
}

function endOfFlag(text: string, from: number): number {
  const second = skipExtensions(text, from)
  if (classAt(text, second) !== REGIONAL) return ~from
  return skipExtensions(text, second + widthAt(text, second))
}

function endOfKeycap(text: string, from: number): number | undefined {
  const mark = text.charCodeAt(from) === VARIATION_SELECTOR ? from + 1 : from
  return text.charCodeAt(mark) === KEYCAP ? skipExtensions(text, mark + 1) : undefined
}
