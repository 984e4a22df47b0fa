/**
 * The Unicode word-break classes (UAX #29) as far as the standard tokenizer tells them apart, with Lucene's additions: ideographs and
 * Hiragana stand alone, South-East Asian scripts run together, emoji are words. JavaScript has no Word_Break property, so classes are
 * derived from properties it has, once per character.
 */

export const OTHER = 1
export const LETTER = 2
export const HEBREW = 3
export const NUMERIC = 4
export const KATAKANA = 5
/** Underscores and the like join what stands on both sides. */
export const CONNECTOR = 6
/** Marks, formats, joiners: belong to the character before. */
export const EXTEND = 7
export const MID_LETTER = 8
export const MID_NUMBER = 9
/** Within letters and within numbers. */
export const MID_BOTH = 10
export const SINGLE_QUOTE = 11
export const DOUBLE_QUOTE = 12
export const HAN = 13
export const HIRAGANA = 14
export const COMPLEX = 15
export const EMOJI = 16
export const REGIONAL = 17
export const KEYCAP_BASE = 18
/** Zero-width joiner: an extension that also links emoji. */
export const JOINER = 19
/** Marks of South-East Asian scripts: belong to the character before, or begin a run. */
export const COMPLEX_MARK = 20
/** Skin tones: belong to the character before, or stand as emoji. */
export const MODIFIER = 21

const COMPLEX_SCRIPTS =
  /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Ahom}]$/u
const COMPLEX_MARKS = /^[\p{Mn}\p{Mc}]$/u
const COMPLEX_LETTERS = /^\p{L}$/u

/** Tested in order; the first that fits gives the class. */
const RULES: readonly (readonly [RegExp, number])[] = [
  [/^\u200d$/u, JOINER],
  [/^'$/u, SINGLE_QUOTE],
  [/^"$/u, DOUBLE_QUOTE],
  [/^[.\u2018\u2019\u2024\ufe52\uff07\uff0e]$/u, MID_BOTH],
  [/^[:\u00b7\u0387\u055f\u05f4\u2027\ufe13\ufe55\uff1a]$/u, MID_LETTER],
  [/^[,;\u037e\u0589\u060c\u060d\u066c\u07f8\u2044\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b]$/u, MID_NUMBER],
  [/^[\p{Pc}\u202f]$/u, CONNECTOR],
  [/^[#*]$/u, KEYCAP_BASE],
  [/^\p{Regional_Indicator}$/u, REGIONAL],
  [/^[\u0600-\u0605\u06dd\u066b\u{110bd}\u{110cd}]$/u, NUMERIC],
  [/^\p{Emoji_Modifier}$/u, MODIFIER],
  [/^[\p{Grapheme_Extend}\p{Mc}]$/u, EXTEND],
  [/^\u200b$/u, OTHER],
  [/^(?![\u070f\u08e2])\p{Cf}$/u, EXTEND],
  [/^\p{Nd}$/u, NUMERIC],
  [/^[\p{Script=Katakana}\u3031-\u3035\u309b\u309c\u30a0\u30fc\uff70]$/u, KATAKANA],
  [/^\p{Script=Hiragana}$/u, HIRAGANA],
  [/^(?=\p{Script=Han})\p{Ideographic}$/u, HAN],
  [/^(?=\p{Script=Hebrew})\p{Lo}$/u, HEBREW],
  [/^(?!\p{Ideographic})\p{Alphabetic}$/u, LETTER],
  [
    /^[\u02c2-\u02c5\u02d2-\u02d7\u02de\u02df\u02e5-\u02eb\u02ed\u02ef-\u02ff\u055a-\u055c\u055e\u058a\u05f3\u070f\ua708-\ua716\ua720\ua721\ua789\ua78a\uab5b]$/u,
    LETTER,
  ],
  [/^\p{Extended_Pictographic}$/u, EMOJI],
]

/** Belongs to the character before it. */
export const isExtension = (found: number): boolean =>
  found === EXTEND || found === JOINER || found === COMPLEX_MARK || found === MODIFIER

/** Class by code point; 0: not asked yet. Pages nobody asks for cost no memory. */
const known = new Uint8Array(0x110000)

/** The class of a code point. */
export function wordBreakClass(codePoint: number): number {
  const cached = known[codePoint]!
  if (cached !== 0) return cached
  const found = classify(String.fromCodePoint(codePoint))
  known[codePoint] = found
  return found
}

function classify(character: string): number {
  if (COMPLEX_SCRIPTS.test(character)) {
    if (COMPLEX_LETTERS.test(character)) return COMPLEX
    if (COMPLEX_MARKS.test(character)) return COMPLEX_MARK
  }
  for (const [pattern, found] of RULES) if (pattern.test(character)) return found
  return OTHER
}
