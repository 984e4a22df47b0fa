/**
 * The request target, parsed once: path segments and query parameters. Nothing is normalised: what is ambiguous (dot segments, double
 * encoding, repeated parameters) is refused, so that every later stage and every backend sees the same name.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { decodePercent } from './percent.ts'

export interface RequestTarget {
  readonly rawPath: string
  /** Segments as sent; undefined where the path has no place among routes (not absolute, or with empty segments). */
  readonly rawSegments: readonly string[] | undefined
  /** The same, decoded once. */
  readonly segments: readonly string[]
  readonly query: ReadonlyMap<string, string>
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map()
/** What is left of a separator, a dot or a percent sign that was encoded twice. */
const DOUBLE_ENCODED = /%(?:2[eEfF5]|5[cC])/

export function parseTarget(uri: string): RequestTarget {
  const question = uri.indexOf('?')
  const rawPath = question < 0 ? uri : uri.slice(0, question)
  const query = question < 0 ? NO_PARAMETERS : parseQuery(uri.slice(question + 1))
  if (uri.includes('#')) throw illegalArgument(`a request target holds no fragment: ${uri}`)
  const rawSegments = splitPath(rawPath)
  return { rawPath, rawSegments, segments: rawSegments ? decodeSegments(rawSegments, rawPath) : [], query }
}

/** One slash at the end is overlooked, as Elasticsearch does. */
function splitPath(rawPath: string): readonly string[] | undefined {
  if (rawPath.charCodeAt(0) !== 0x2f) return undefined
  if (rawPath === '/') return []
  const end = rawPath.endsWith('/') ? rawPath.length - 1 : rawPath.length
  const segments = rawPath.slice(1, end).split('/')
  return segments.includes('') ? undefined : segments
}

function decodeSegments(rawSegments: readonly string[], rawPath: string): readonly string[] {
  let offset = 1
  return rawSegments.map((raw) => {
    const segment = decodePercent(raw, rawPath, offset)
    offset += raw.length + 1
    if (segment === '.' || segment === '..') throw illegalArgument(`dot segments are not allowed in a path: ${rawPath}`)
    if (raw !== segment && DOUBLE_ENCODED.test(segment)) throw illegalArgument(`double-encoded path segment [${raw}]`)
    return segment
  })
}

/** `a=1&b`, with `;` as a separator too; `+` is a space. */
function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>()
  for (const pair of text.split(/[&;]/)) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodeParameter(equals < 0 ? pair : pair.slice(0, equals))
    if (query.has(name)) throw illegalArgument(`parameter [${name}] is given more than once`)
    query.set(name, equals < 0 ? '' : decodeParameter(pair.slice(equals + 1)))
  }
  return query
}

function decodeParameter(text: string): string {
  try {
    return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text, text, 0)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw new ElasticError('bad_parameter_exception', `java.lang.IllegalArgumentException: ${error.reason}`, { causedBy: error })
  }
}
