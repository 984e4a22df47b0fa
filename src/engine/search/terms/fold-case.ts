/** Case folding of `case_insensitive`: ASCII letters only, as in Lucene. */

const UPPER = /[A-Z]+/g

export const foldCase = (text: string): string => text.replace(UPPER, (letters) => letters.toLowerCase())
