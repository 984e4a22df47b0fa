/** `text`: analysed strings. */
import type { Analyzer } from '../../analysis/analyzer.ts'
import { illegalArgument } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/value.ts'
import type { FieldValue } from '../field.ts'
import type { FieldType } from '../field-type.ts'
import { checkTerm } from '../immense-term.ts'
import {
  BaseField,
  type FieldDefinition,
  type IndexContext,
  type IndexField,
  type ScalarValue,
  scalarText,
} from '../index-field.ts'
import { javaText } from '../java-text.ts'
import { flag, INDEX, META, mapperParsing, oneOf, onlyDefault, type Parameter, STORE, wholeNumber } from '../parameter.ts'
import { TextExpectedFault } from '../value-fault.ts'

const DEFAULT_GAP = 100

const analyzer = (name: string, mayChange: boolean): Parameter => ({
  name,
  absent: 'default',
  parse(value, _place, { analysis }) {
    const text = javaText(value)
    if (analysis.find(text)) return text
    throw illegalArgument(`analyzer [${text}] has not been configured in mappings`)
  },
  ...(mayChange ? { mayChange: () => true } : {}),
})

const SIMILARITY: Parameter = {
  name: 'similarity',
  absent: null,
  parse(value, { name }) {
    if (value === 'BM25') return value
    throw mapperParsing(`Unknown Similarity type [${javaText(value)}] for field [${name}]`)
  },
}

/** Vectors are made when they are asked for: this says what `_termvectors` shows of the field without being asked by name. */
const TERM_VECTORS = [
  'no',
  'yes',
  'with_positions',
  'with_offsets',
  'with_positions_offsets',
  'with_positions_payloads',
  'with_positions_offsets_payloads',
]

const NORMS: Parameter = { ...flag('norms', true), mayChange: (from) => from === true }

class TextField extends BaseField implements IndexField {
  readonly family = 'text'
  readonly nullValue = undefined
  override readonly norms: boolean
  readonly analyzer: Analyzer
  readonly searchAnalyzer: Analyzer
  /** Values become one term each: they may be too long for it. */
  readonly #whole: boolean

  constructor(definition: FieldDefinition, context: IndexContext) {
    super(definition, context)
    const { values } = definition
    const gap = Number(values.get('position_increment_gap') ?? DEFAULT_GAP)
    const named = (name: string): Analyzer | undefined => {
      const given = values.get(name)
      return typeof given === 'string' ? context.analysis.find(given) : undefined
    }
    const own = named('analyzer') ?? context.analysis.default
    const isDefault = (values.get('analyzer') ?? 'default') === 'default'
    this.norms = values.get('norms') !== false
    this.analyzer = values.has('position_increment_gap') ? context.analysis.withGap(own, gap) : own
    this.#whole = this.indexed && this.analyzer.keepsWhole === true
    this.searchAnalyzer = named('search_analyzer') ?? (isDefault ? context.analysis.defaultSearch : own)
  }

  readValue(value: ScalarValue): FieldValue {
    const text = typeof value === 'string' ? value : scalarText(value)
    if (this.#whole) checkTerm(this.path, text)
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

export const textType: FieldType = {
  name: 'text',
  parameters: [
    INDEX,
    STORE,
    onlyDefault('doc_values', false),
    META,
    oneOf('index_options', 'positions', ['positions', 'offsets']),
    oneOf('term_vector', 'no', TERM_VECTORS),
    NORMS,
    analyzer('analyzer', false),
    analyzer('search_analyzer', true),
    SIMILARITY,
    flag('eager_global_ordinals', false, { mayChange: true }),
    wholeNumber('position_increment_gap', DEFAULT_GAP, mapperParsing),
    onlyDefault('fielddata', false),
    onlyDefault('index_phrases', false),
  ],
  build: (definition, context) => new TextField(definition, context),
  prints: (name, values) => name === 'analyzer' && (values.get('search_analyzer') ?? 'default') !== 'default',
}
