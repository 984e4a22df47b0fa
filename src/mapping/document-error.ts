/**
 * The refusal of a document in Elasticsearch's words, with the place in it. Places are known only where the document was parsed with
 * positions: `parse-document.ts` parses a second time for that, once something is wrong.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { bytesOf, endPositionOf, type JsonContainer, namePositionOf, positionOf } from '../core/json/positions.ts'
import { type JsonPosition, JsonSource } from '../core/json/source.ts'
import { isJsonNumber, type JsonValue } from '../core/json/value.ts'
import { doubleText, floatText, isIntegerToken, javaText } from './java-text.ts'
import type { FieldNode } from './mapping-node.ts'
import { TextExpectedFault, TokenFault } from './value-fault.ts'

/** A place in a parsed document: a member of a container. */
export interface Place {
  readonly container: JsonContainer
  readonly key: string | number
  readonly at: 'value' | 'name' | 'end'
}

/** Something is wrong with a document, at a place. `describe` words it once the place has a line and column. */
export class DocumentFault extends Error {
  readonly place: Place
  readonly describe: (at: string, document: FaultyDocument) => ElasticError

  constructor(place: Place, describe: (at: string, document: FaultyDocument) => ElasticError) {
    super('document fault')
    this.place = place
    this.describe = describe
  }
}

export interface FaultyDocument {
  readonly id: string
  readonly source: Buffer
}

const parsingError = (reason: string, causedBy?: ElasticError, rootCause?: ElasticError): ElasticError =>
  new ElasticError('document_parsing_exception', reason, {
    ...(causedBy ? { causedBy } : {}),
    ...(rootCause ? { rootCause: [rootCause] } : {}),
  })

/** The error of a fault in a document that was parsed with positions. */
export function errorOf(fault: DocumentFault, document: FaultyDocument): ElasticError {
  const position = placeOf(fault.place)
  return fault.describe(position ? `[${position.line}:${position.column}] ` : '', document)
}

function placeOf({ container, key, at }: Place): JsonPosition | undefined {
  if (at === 'name' && !Array.isArray(container)) return namePositionOf(container, String(key))
  if (at === 'value') return positionOf(container, key)
  const value = Array.isArray(container) ? container[Number(key)] : container.get(String(key))
  return value instanceof Map || Array.isArray(value) ? endPositionOf(value) : positionOf(container, key)
}

/** `[1:6] <reason>`: the document as a whole is at fault. */
export const faultAt = (place: Place, reason: string): DocumentFault =>
  new DocumentFault(place, (at) => parsingError(at + reason))

/** `[1:6] failed to parse: <reason>`, caused by an error. */
export const failedToParse = (place: Place, cause: ElasticError): DocumentFault =>
  new DocumentFault(place, (at) => parsingError(`${at}failed to parse: ${cause.reason}`, cause))

/** An error that stands for itself, place or not. */
export const plainFault = (place: Place, error: ElasticError): DocumentFault => new DocumentFault(place, () => error)

export const strictFault = (place: Place, name: string, parent: string): DocumentFault =>
  new DocumentFault(place, (at) => {
    const reason = `${at}mapping set to strict, dynamic introduction of [${name}] within [${parent}] is not allowed`
    return new ElasticError('strict_dynamic_mapping_exception', reason)
  })

/** A metadata field within a document. */
export const metadataFault = (place: Place, name: string, value: JsonValue): DocumentFault =>
  new DocumentFault(place, (at, { id }) => {
    const inner = parsingError(
      `${at}Field [${name}] is a metadata field and cannot be added inside a document. Use the index API request parameters.`,
    )
    return parsingError(fieldReason(at, name, name, id, javaText(value)), inner, inner)
  })

const fieldReason = (at: string, path: string, type: string, id: string, preview: string): string =>
  `${at}failed to parse field [${path}] of type [${type}] in document with id '${id}'. Preview of field's value: '${preview}'`

/** A value does not fit its field. */
export function valueFault(node: FieldNode, place: Place, value: JsonValue, cause: Error): DocumentFault {
  const isContainer = value instanceof Map
  return new DocumentFault({ ...place, at: isContainer ? 'end' : 'value' }, (at, document) => {
    const preview = previewOf(node, value)
    return parsingError(fieldReason(at, node.path, node.type.name, document.id, preview), causeOf(cause, place, document))
  })
}

/** Numbers appear as the type has read them. */
function previewOf({ type }: FieldNode, value: JsonValue): string {
  if (!isJsonNumber(value) || isIntegerToken(value)) return javaText(value)
  const double = typeof value === 'number' ? value : value.toNumber()
  return type.name === 'float' || type.name === 'half_float' ? floatText(Math.fround(double)) : doubleText(double)
}

function causeOf(cause: Error, place: Place, document: FaultyDocument): ElasticError {
  if (cause instanceof ElasticError) return cause
  if (cause instanceof TextExpectedFault) return textExpected(place)
  if (cause instanceof TokenFault) return tokenError(cause, place, document)
  throw cause
}

function textExpected({ container, key, at }: Place): ElasticError {
  // the object may be one that dots in a name stand for
  const place = placeOf({ container, key, at: at === 'name' ? 'name' : 'value' })
  const where = place ? `${place.line}:${place.column}` : '?'
  if (at === 'name') return new ElasticError('illegal_state_exception', `Can't get text on a START_OBJECT at ${where}`)
  return illegalArgument(`Expected text at ${where} but found START_OBJECT`)
}

/** An error of the JSON parser names the place behind the token and quotes the source. */
function tokenError(fault: TokenFault, { container, key }: Place, { source }: FaultyDocument): ElasticError {
  const bytes = bytesOf(container, key)
  const begin = bytes ? bytes.byteOffset - source.byteOffset : 0
  const length = bytes && (bytes[0] === 0x7b || bytes[0] === 0x5b) ? 1 : (bytes?.length ?? 0)
  const text = source.toString('utf8')
  const offset = source.subarray(0, begin + length).toString('utf8').length
  const json = new JsonSource(text, source)
  const { line, column } = json.position(offset)
  const message = `${fault.message}\n at ${json.describe(offset)}`
  return new ElasticError('x_content_parse_exception', `[${line}:${column}] ${message}`, {
    causedBy: new ElasticError(fault.type, message),
  })
}
