/** `ip`: IPv4 and IPv6 addresses, kept as 32 hex digits. */
import { ElasticError } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/value.ts'
import type { FieldValue } from '../field.ts'
import type { FieldType } from '../field-type.ts'
import {
  BaseField,
  type FieldDefinition,
  type IndexContext,
  type IndexField,
  type ScalarValue,
  scalarText,
} from '../index-field.ts'
import { formatIpTerm, parseIpTerm } from '../ip-address.ts'
import { javaText } from '../java-text.ts'
import {
  DIMENSION,
  DOC_VALUES,
  IGNORE_MALFORMED,
  INDEX,
  META,
  mapperParsing,
  nullValue,
  ON_SCRIPT_ERROR,
  SCRIPT,
  STORE,
} from '../parameter.ts'
import { TextExpectedFault } from '../value-fault.ts'

class IpField extends BaseField implements IndexField {
  readonly family = 'keyword'
  readonly nullValue: FieldValue | undefined

  constructor(definition: FieldDefinition, context: IndexContext) {
    super(definition, context)
    const instead = definition.values.get('null_value')
    this.nullValue = typeof instead === 'string' ? parseIpTerm(instead) : undefined
  }

  readValue(value: ScalarValue): FieldValue {
    return parseIpTerm(typeof value === 'string' ? value : scalarText(value))
  }

  objectFault(): Error {
    return new TextExpectedFault()
  }

  parseQueryValue(value: JsonValue): FieldValue {
    return parseIpTerm(javaText(value))
  }

  formatValue(value: FieldValue): string {
    return formatIpTerm(String(value))
  }
}

export const ipType: FieldType = {
  name: 'ip',
  parameters: [
    INDEX,
    DOC_VALUES,
    STORE,
    IGNORE_MALFORMED,
    nullValue((value, { name }) => {
      const text = javaText(value)
      try {
        parseIpTerm(text)
      } catch (error) {
        if (!(error instanceof ElasticError)) throw error
        throw mapperParsing(`Error parsing [null_value] on field [${name}]: ${error.reason}`, error)
      }
      return text
    }),
    SCRIPT,
    ON_SCRIPT_ERROR,
    META,
    DIMENSION,
  ],
  build: (definition, context) => new IpField(definition, context),
}
