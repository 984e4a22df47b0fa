/** A YAML body → the same as JSON bytes. The parser is loaded when the first such body comes; duplicate keys and aliases are refused. */
import { ElasticError } from '../core/errors.ts'
import { fromPlain } from '../core/json/convert.ts'
import { writeJson } from '../core/json/write.ts'

/** Enough for a query written by hand. The parser's time grows with the square of some inputs (measured: 0.1 s for 8 KiB of quotes). */
const LONGEST = 4096

/** `isSecret`: errors do not quote it. */
export async function yamlToJson(bytes: Buffer, isSecret = false): Promise<Buffer> {
  if (bytes.length > LONGEST)
    throw new ElasticError('content_too_long_exception', `YAML request body is longer than [${LONGEST}] bytes: send it as JSON`)
  const { parseDocument } = await import('yaml')
  const document = parseDocument(bytes.toString('utf8'), { intAsBigInt: true, merge: false })
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault) throw malformed(fault, isSecret)
  try {
    return writeJson(fromPlain(document.toJS({ mapAsMap: true, maxAliasCount: 0 })))
  } catch (error) {
    throw malformed(error, isSecret)
  }
}

function malformed(fault: unknown, isSecret: boolean): ElasticError {
  const reason = isSecret ? 'malformed' : fault instanceof Error ? fault.message : String(fault)
  return new ElasticError('x_content_parse_exception', `failed to parse YAML: ${reason}`)
}
