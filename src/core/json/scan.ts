/**
 * Finding one's way in bytes that are known to be valid JSON, without parsing them: where a string or a value ends. Used where parts of a
 * stored document are cut out. Never for input from outside: nothing is checked here.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const SPACE = 0x20

/** The first byte from `at` on that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  while (bytes[at]! <= SPACE) at++
  return at
}

/** Behind the closing quote of the string that opens at `at`. */
export function endOfString(bytes: Uint8Array, at: number): number {
  for (let read = at + 1; read < bytes.length; read++) {
    const byte = bytes[read]
    if (byte === QUOTE) return read + 1
    if (byte === BACKSLASH) read++
  }
  return bytes.length
}

/** Behind the value that begins at `at`. */
export function endOfValue(bytes: Uint8Array, at: number): number {
  const first = bytes[at]
  if (first === QUOTE) return endOfString(bytes, at)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfContainer(bytes, at)
  return endOfScalar(bytes, at)
}

function endOfContainer(bytes: Uint8Array, at: number): number {
  let depth = 0
  for (let read = at; read < bytes.length; read++) {
    const byte = bytes[read]
    if (byte === QUOTE) read = endOfString(bytes, read) - 1
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return read + 1
  }
  return bytes.length
}

function endOfScalar(bytes: Uint8Array, at: number): number {
  for (let read = at; read < bytes.length; read++) {
    const byte = bytes[read]!
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= SPACE) return read
  }
  return bytes.length
}
