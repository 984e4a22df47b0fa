/** Provisional: flat keyword and long fields, until the mapping layer is there. */

import { ElasticError } from '../core/errors.ts'
import { parseJson } from '../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts'
import type { MappedField } from '../mapping/field.ts'
import type { ParsedDocument } from '../mapping/parsed-document.ts'

export class Mapping {
  readonly fields: ReadonlyMap<string, MappedField>
  constructor(fields: ReadonlyMap<string, MappedField>) {
    this.fields = fields
  }
  static create(_settings: ReadonlyMap<string, string>, json: JsonObject | undefined): Mapping {
    const props = json?.get('properties')
    return new Mapping(
      new Map(
        isJsonObject(props)
          ? [...props.keys()].map((k) => [
              k,
              field(k, (isJsonObject(props.get(k)) ? (props.get(k) as JsonObject).get('type') : 'keyword') as string),
            ])
          : [],
      ),
    )
  }
  parseDocument({ id, routing, source }: { id: string; routing: string | undefined; source: Buffer }): {
    document: ParsedDocument
    mapping: Mapping
  } {
    const json = parseJson(source)
    if (!isJsonObject(json)) throw new ElasticError('document_parsing_exception', 'Malformed content, must start with an object')
    let mapping: Mapping = this
    const fields = []
    for (const [k, v] of json) {
      if (v === null || (typeof v === 'object' && !('text' in v))) continue
      const type = typeof v === 'number' ? 'long' : 'keyword'
      let f = mapping.fields.get(k)
      if (!f) {
        f = field(k, type)
        mapping = new Mapping(new Map([...mapping.fields, [k, f]]))
      }
      if (f.type === 'long' && typeof v !== 'number')
        throw new ElasticError('document_parsing_exception', `failed to parse field [${k}]`)
      fields.push({ field: f, values: [f.type === 'long' ? (v as number) : String(v)] })
    }
    return { document: { id, routing, fields, ignored: [] }, mapping }
  }
  merge(json: JsonObject): Mapping {
    return new Mapping(new Map([...this.fields, ...Mapping.create(new Map(), json).fields]))
  }
  toJson(): JsonObject {
    return this.fields.size === 0
      ? new Map()
      : (new Map([
          ['properties', new Map([...this.fields].map(([k, f]) => [k, new Map([['type', f.type as JsonValue]]) as JsonValue]))],
        ]) as JsonObject)
  }
  field(path: string): MappedField | undefined {
    return this.fields.get(path)
  }
  matchFields(_p: string): readonly string[] {
    return [...this.fields.keys()]
  }
}
const field = (path: string, type: string): MappedField => ({
  path,
  type,
  family: type === 'long' ? 'number' : 'keyword',
  indexed: true,
  docValues: true,
  norms: false,
  parseQueryValue: (v) => v as string,
  formatValue: (v) => v,
  parameters: new Map([['type', type]]),
})
