/** `keyword`: strings as they are. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/value.ts'
import type { FieldValue } from '../field.ts'
import type { FieldType } from '../field-type.ts'
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
/** Lucene's limit on a term, in bytes of UTF-8. */
const MAX_TERM_BYTES = 32_766
const SHOWN_BYTES = 30

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
    if (text.length * 3 > MAX_TERM_BYTES) this.#checkLength(text)
    return text
  }

  #checkLength(text: string): void {
    if ((!this.indexed && !this.docValues) || Buffer.byteLength(text) <= MAX_TERM_BYTES) return
    // Java's bytes are signed
    const first = [...Buffer.from(text.slice(0, SHOWN_BYTES)).subarray(0, SHOWN_BYTES)].map((byte) =>
      byte > 127 ? byte - 256 : byte,
    )
    throw illegalArgument(
      `Document contains at least one immense term in field="${this.path}" (whose UTF8 encoding is longer than the max length ` +
        `${MAX_TERM_BYTES}), all of which were skipped. Please correct the analyzer to not produce such terms. The prefix of the ` +
        `first immense term is: '[${first.join(', ')}]...'`,
    )
  }

  objectFault(): Error {
    return new TextExpectedFault()
  }

  parseQueryValue(value: JsonValue): FieldValue {
    return typeof value === 'object' && value !== null && 'text' in value ? value.text : javaText(value)
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
