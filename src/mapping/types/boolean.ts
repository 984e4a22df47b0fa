/** `boolean`: kept as the terms `F` and `T`. */
import { illegalArgument } from '../../core/errors.ts'
import { isJsonNumber, type JsonValue } from '../../core/json/value.ts'
import type { FieldValue } from '../field.ts'
import type { FieldType } from '../field-type.ts'
import { BaseField, type FieldDefinition, type IndexContext, type IndexField, type ScalarValue } from '../index-field.ts'
import { isIntegerToken, javaText } from '../java-text.ts'
import {
  DIMENSION,
  DOC_VALUES,
  IGNORE_MALFORMED,
  INDEX,
  META,
  nullValue,
  ON_SCRIPT_ERROR,
  parseFlag,
  SCRIPT,
  STORE,
} from '../parameter.ts'
import { TokenFault } from '../value-fault.ts'

const term = (value: boolean): FieldValue => (value ? 'T' : 'F')

const notBoolean = (token: string): TokenFault =>
  new TokenFault('json_parse_exception', `Current token (${token}) not of boolean type`)

class BooleanField extends BaseField implements IndexField {
  readonly family = 'keyword'
  readonly nullValue: FieldValue | undefined

  constructor(definition: FieldDefinition, context: IndexContext) {
    super(definition, context)
    const instead = definition.values.get('null_value')
    this.nullValue = typeof instead === 'boolean' ? term(instead) : undefined
  }

  readValue(value: ScalarValue): FieldValue {
    if (typeof value === 'boolean') return term(value)
    if (isJsonNumber(value)) throw notBoolean(isIntegerToken(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT')
    return term(value !== '' && parseFlag(value))
  }

  objectFault(): Error {
    return notBoolean('START_OBJECT')
  }

  parseQueryValue(value: JsonValue): FieldValue {
    const text = javaText(value)
    if (text === 'true' || text === 'false') return term(text === 'true')
    throw illegalArgument(`Can't parse boolean value [${text}], expected [true] or [false]`)
  }

  formatValue(value: FieldValue): boolean {
    return value === 'T'
  }
}

export const booleanType: FieldType = {
  name: 'boolean',
  parameters: [META, DOC_VALUES, INDEX, nullValue(parseFlag), STORE, SCRIPT, ON_SCRIPT_ERROR, IGNORE_MALFORMED, DIMENSION],
  build: (definition, context) => new BooleanField(definition, context),
}
