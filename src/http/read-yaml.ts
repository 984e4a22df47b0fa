/** A YAML body → the same as JSON bytes. The parser is loaded when the first such body comes; duplicate keys and aliases are refused. */
import { ElasticError } from '../core/errors.ts'
import { fromPlain } from '../core/json/convert.ts'
import { writeJson } from '../core/json/write.ts'

/** Far beyond any query or mapping written by hand. */
const LONGEST = 1024 * 1024

export async function yamlToJson(bytes: Buffer): Promise<Buffer> {
  if (bytes.length > LONGEST) throw new ElasticError('content_too_long_exception', `YAML body is longer than [${LONGEST}] bytes`)
  const { parse } = await import('yaml')
  try {
    const value = parse(bytes.toString('utf8'), { intAsBigInt: true, mapAsMap: true, maxAliasCount: 0, merge: false })
    return writeJson(fromPlain(value))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ElasticError('x_content_parse_exception', `failed to parse YAML: ${reason}`)
  }
}
