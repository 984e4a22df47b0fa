/** Distinguished encoding of ASN.1, as much as `pkcs12.ts` needs: elements with one-byte tags and definite lengths. */

export interface DerElement {
  readonly tag: number
  readonly content: Buffer
}

export const INTEGER = 0x02
export const OCTETS = 0x04
export const OBJECT_ID = 0x06
export const SEQUENCE = 0x30
/** `[0]` around another element. */
export const EXPLICIT_0 = 0xa0
/** `[0]` instead of the tag of octets. */
export const IMPLICIT_0 = 0x80

const MALFORMED = 'it is damaged, or no PKCS#12 file'

/** The elements that follow one another in `bytes`. */
export function readElements(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = []
  let at = 0
  while (at < bytes.length) {
    const { length, start } = readLength(bytes, at + 1)
    const end = start + length
    if (end > bytes.length) throw new Error(MALFORMED)
    elements.push({ tag: bytes[at]!, content: bytes.subarray(start, end) })
    at = end
  }
  return elements
}

function readLength(bytes: Buffer, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at]
  if (first === undefined) throw new Error(MALFORMED)
  if (first < 0x80) return { length: first, start: at + 1 }
  const size = first & 0x7f
  if (first === 0x80) throw new Error('it has lengths that are not definite, which cannot be read')
  if (size > 4 || at + size >= bytes.length) throw new Error(MALFORMED)
  return { length: bytes.readUIntBE(at + 1, size), start: at + 1 + size }
}

/** The content of an element that must have this tag. */
export function contentOf(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new Error(MALFORMED)
  return element.content
}

/** The elements within an element that must have this tag. */
export const membersOf = (element: DerElement | undefined, tag = SEQUENCE): readonly DerElement[] =>
  readElements(contentOf(element, tag))

/** A small whole number. */
export function numberOf(element: DerElement | undefined): number {
  const bytes = contentOf(element, INTEGER)
  if (bytes.length === 0 || bytes.length > 5 || bytes[0]! >= 0x80) throw new Error(MALFORMED)
  return bytes.readUIntBE(0, bytes.length)
}

/** An object identifier in dots: `1.2.840.113549.1.7.1`. */
export function objectIdOf(element: DerElement | undefined): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of contentOf(element, OBJECT_ID)) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}
