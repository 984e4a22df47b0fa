/**
 * A document's bytes → the values of its fields: the bulk path. One pass over the parsed JSON for a settled mapping; unknown fields are
 * collected on the way, merged into a new mapping, and the pass is made again. Once something is wrong, the document is parsed a second
 * time with positions, only to word the error.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { parseJson } from '../core/json/parse.ts'
import { JsonSyntaxError } from '../core/json/syntax-error.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts'
import { DocumentFault, errorOf, failedToParse, plainFault } from './document-error.ts'
import { type DocumentMapping, DocumentRun } from './document-run.ts'
import type { Additions } from './dynamic-fields.ts'
import type { ParsedDocument } from './parsed-document.ts'

export interface DocumentInput {
  readonly id: string
  readonly routing: string | undefined
  readonly source: Buffer
}

export interface DocumentResult<OwnMapping> {
  readonly document: ParsedDocument
  readonly mapping: OwnMapping
}

/** A mapping that grows with its documents. */
export interface GrowingMapping<OwnMapping> extends DocumentMapping {
  merge(json: JsonObject): OwnMapping
}

/** Reads a document; throws 400 `document_parsing_exception` and its kin. */
export function parseDocument<OwnMapping extends GrowingMapping<OwnMapping>>(
  mapping: OwnMapping,
  input: DocumentInput,
): DocumentResult<OwnMapping> {
  const document = readSource(input.source)
  try {
    return readWith(mapping, input, document)
  } catch (fault) {
    if (!(fault instanceof DocumentFault)) throw fault
    throw explain(mapping, input)
  }
}

/** The same again with positions; what was wrong is wrong again. */
function explain<OwnMapping extends GrowingMapping<OwnMapping>>(mapping: OwnMapping, input: DocumentInput): Error {
  try {
    readWith(mapping, input, readSource(input.source, 'all'))
  } catch (fault) {
    if (fault instanceof DocumentFault) return errorOf(fault, input)
    throw fault
  }
  return new Error('a document was refused and then accepted')
}

/** How often unknown fields may bring further unknown ones; a mapping settles after one round. */
const MAX_ROUNDS = 3

function readWith<OwnMapping extends GrowingMapping<OwnMapping>>(
  mapping: OwnMapping,
  { id, routing }: DocumentInput,
  document: JsonObject,
): DocumentResult<OwnMapping> {
  let current = mapping
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const run = new DocumentRun(current)
    if (current.root.enabled) run.object(current.root, document, current.root.dynamic ?? 'true')
    if (current.settings.streamTimestamp) checkTimestamp(run, document)
    if (!run.additions) return { document: { id, routing, fields: run.fields, ignored: run.ignored.sort() }, mapping: current }
    current = grow(current, run.additions, document)
  }
  throw new Error('a document keeps bringing new fields')
}

/** A document of a data stream has one point in time. */
function checkTimestamp({ fields }: DocumentRun, document: JsonObject): void {
  const found = fields.find(({ field }) => field.path === '@timestamp')?.values.length ?? 0
  if (found === 1) return
  const why = found === 0 ? 'is missing' : 'encountered multiple values'
  const cause = illegalArgument(`data stream timestamp field [@timestamp] ${why}`)
  const root: JsonValue[] = [document]
  throw failedToParse({ container: root, key: 0, at: 'end' }, cause)
}

/** Limits on names are errors of the mapping, not of the document. */
function grow<OwnMapping extends GrowingMapping<OwnMapping>>(
  mapping: OwnMapping,
  additions: Additions,
  document: JsonObject,
): OwnMapping {
  try {
    return mapping.merge(additions.toJson())
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw plainFault({ container: document, key: '', at: 'value' }, error)
  }
}

function readSource(source: Buffer, positions?: 'all'): JsonObject {
  let value: JsonValue
  try {
    value = parseJson(source, { trailing: extraData, ...(positions ? { positions } : {}) })
  } catch (error) {
    throw error instanceof JsonSyntaxError ? syntaxFault(error) : error
  }
  if (isJsonObject(value)) return value
  throw new ElasticError('document_parsing_exception', 'Malformed content, must start with an object')
}

const extraData = (token: string): ElasticError => illegalArgument(`Malformed content, found extra data after parsing: ${token}`)

function syntaxFault(error: JsonSyntaxError): ElasticError {
  const at = `[${error.lastToken.line}:${error.lastToken.column}] `
  const words = error.reason.startsWith(at) ? '' : 'failed to parse: '
  return new ElasticError('document_parsing_exception', at + words + error.reason, { causedBy: error })
}
