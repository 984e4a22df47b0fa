/**
 * Porter's first stemmer, which Lucene's `english` uses. The library is loaded when the first term needs it, and terms are remembered:
 * stemming is slow, and texts repeat themselves.
 */
import { createRequire } from 'node:module'

interface Stemmer {
  stem(word: string): string
}

const MAX_REMEMBERED = 50_000
/** Longer ones are no words and need not be kept. */
const MAX_WORD = 64
const remembered = new Map<string, string>()
let stemmer: Stemmer | undefined

export function stemEnglish(term: string): string {
  // as Lucene has it: nothing to take off two letters
  if (term.length < 3) return term
  const known = remembered.get(term)
  if (known !== undefined) return known
  stemmer ??= loadStemmer()
  const stem = stemmer.stem(term)
  if (term.length > MAX_WORD) return stem
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(term, stem)
  return stem
}

function loadStemmer(): Stemmer {
  const library = createRequire(import.meta.url)('snowball-stemmers') as { newStemmer(language: string): Stemmer }
  return library.newStemmer('porter')
}
