/** `keyword`: strings as they are. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/value.ts'
import type { FieldValue } from '../field.ts'
import type { FieldType } from '../field-type.ts'
import { checkTerm } from '../immense-term.ts'
import {
  BaseField,
  type FieldDefinition,
  IGNORED,
  type IndexContext,
  type IndexField,
  type ReadValue,
  type ScalarValue,
  scalarText,
} from '../index-field.ts'
import { javaText } from '../java-text.ts'
import {
  DIMENSION,
  DOC_VALUES,
  flag,
  INDEX,
  META,
  mapperParsing,
  nullValue,
  ON_SCRIPT_ERROR,
  oneOf,
  onlyDefault,
  type Parameter,
  SCRIPT,
  STORE,
  wholeNumber,
} from '../parameter.ts'
import { TextExpectedFault } from '../value-fault.ts'

const NO_LIMIT = 2_147_483_647

class KeywordField extends BaseField implements IndexField {
  readonly family = 'keyword'
  readonly nullValue: FieldValue | undefined
  readonly #ignoreAbove: number

  constructor(definition: FieldDefinition, context: IndexContext) {
    super(definition, context)
    const { values } = definition
    this.#ignoreAbove = Number(values.get('ignore_above') ?? context.settings.get('index.mapping.ignore_above') ?? NO_LIMIT)
    const instead = values.get('null_value')
    this.nullValue = typeof instead === 'string' ? instead : undefined
  }

  readValue(value: ScalarValue): ReadValue {
    const text = typeof value === 'string' ? value : scalarText(value)
    if (text.length > this.#ignoreAbove) return IGNORED
    if (this.indexed || this.docValues) checkTerm(this.path, text)
    return text
  }

  objectFault(): Error {
    return new TextExpectedFault()
  }

  parseQueryValue(value: JsonValue): FieldValue {
    return javaText(value)
  }

  formatValue(value: FieldValue): FieldValue {
    return value
  }
}

const NORMALIZER: Parameter = {
  name: 'normalizer',
  absent: null,
  nullable: true,
  parse(value, { name }) {
    if (value === null) return null
    throw mapperParsing(`normalizer [${javaText(value)}] not found for field [${name}]`)
  },
}

export const keywordType: FieldType = {
  name: 'keyword',
  parameters: [
    INDEX,
    DOC_VALUES,
    STORE,
    nullValue((value) => javaText(value)),
    flag('eager_global_ordinals', false, { mayChange: true }),
    wholeNumber('ignore_above', NO_LIMIT, illegalArgument, { mayChange: true }),
    oneOf('index_options', 'docs', ['docs']),
    onlyDefault('norms', false),
    onlyDefault('similarity', 'BM25'),
    NORMALIZER,
    onlyDefault('split_queries_on_whitespace', false),
    SCRIPT,
    ON_SCRIPT_ERROR,
    META,
    DIMENSION,
  ],
  build: (definition, context) => new KeywordField(definition, context),
}
