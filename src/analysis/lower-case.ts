/** Lower case as Lucene has it: character by character, whatever stands around it (a final sigma is none), lengths unchanged. */

/** What JavaScript's own lower case treats otherwise: it looks around a sigma, and makes two characters of a dotted capital I. */
const SPECIAL = /[\u03a3\u0130]/
const SPECIALS = /[\u03a3\u0130]/g

export function lowerCase(text: string): string {
  if (!SPECIAL.test(text)) return text.toLowerCase()
  return text.replace(SPECIALS, (character) => (character === '\u03a3' ? '\u03c3' : 'i')).toLowerCase()
}
