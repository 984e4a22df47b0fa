/** Lucene's tokenizers that go by one class of characters: letters, anything but white space, and the whole text. */
import type { RangeSink, Tokenizer } from './tokenizer.ts'

const LETTER = /^\p{L}$/u
/** Java's white space: no-break spaces are none. */
const WHITE_SPACE = /^[\t-\r\u001c-\u001f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]$/

const isAsciiLetter = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90)

const isLetter = (codePoint: number): boolean =>
  codePoint < 128 ? isAsciiLetter(codePoint) : LETTER.test(String.fromCodePoint(codePoint))

const isInk = (codePoint: number): boolean =>
  codePoint < 128
    ? codePoint > 32 || codePoint < 9 || (codePoint > 13 && codePoint < 28)
    : !WHITE_SPACE.test(String.fromCodePoint(codePoint))

/** Runs of characters of one kind, cut at the limit. */
function runs(belongs: (codePoint: number) => boolean, maxTokenLength: number): Tokenizer {
  return (text: string, sink: RangeSink) => {
    let start = -1
    for (let at = 0; at < text.length; ) {
      const codePoint = text.codePointAt(at)!
      const width = codePoint > 0xffff ? 2 : 1
      const inside = belongs(codePoint)
      if (start >= 0 && (!inside || at - start >= maxTokenLength)) {
        sink(start, at)
        start = -1
      }
      if (inside && start < 0) start = at
      at += width
    }
    if (start >= 0) sink(start, text.length)
  }
}

export const letterTokenizer = (maxTokenLength: number): Tokenizer => runs(isLetter, maxTokenLength)

export const whitespaceTokenizer = (maxTokenLength: number): Tokenizer => runs(isInk, maxTokenLength)

export const keywordTokenizer: Tokenizer = (text, sink) => sink(0, text.length)
