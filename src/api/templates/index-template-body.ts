/** The body of an index template: read alike where it is put and where it is only tried. */
import { ElasticError, illegalArgument, validationFailed } from '../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import type { DataStreamOptions, IndexTemplate, TemplateContent } from '../../engine/templates/template.ts'
import { ObjectReader } from '../object-reader.ts'
import { DATE_MEMBERS, type ManagedDates, refuseDates } from './managed-dates.ts'
import { parseContent } from './template-content.ts'

export type GivenTemplate = Omit<IndexTemplate, keyof ManagedDates>

const MEMBERS = [
  'index_patterns',
  'template',
  'composed_of',
  'priority',
  'version',
  '_meta',
  'data_stream',
  'allow_auto_create',
  'ignore_missing_component_templates',
  'deprecated',
  ...DATE_MEMBERS,
]

/** Reads a template of this name; whether its components are there is asked later. */
export function parseIndexTemplate(name: string, body: JsonValue): GivenTemplate {
  const reader = new ObjectReader(body, 'index_template', MEMBERS)
  const given = {
    name,
    priority: reader.whole('priority'),
    version: reader.whole('version'),
    meta: reader.object('_meta'),
    dataStream: reader.inner('data_stream', parseDataStream),
    allowAutoCreate: reader.flag('allow_auto_create'),
    deprecated: reader.flag('deprecated'),
    composedOf: reader.texts('composed_of') ?? [],
    ignoreMissing: reader.texts('ignore_missing_component_templates'),
    content: readContent(name, reader),
    patterns: reader.texts('index_patterns'),
  }
  const { patterns } = given
  if (!patterns) throw illegalArgument('Required [index_patterns]')
  if ((given.priority ?? 0) < 0) throw validationFailed(['index template priority must be >= 0'])
  const conflict = given.content?.aliases?.find((alias) => patterns.includes(alias.name))
  if (conflict) throw illegalArgument(`alias [${conflict.name}] cannot be the same as any pattern in [${patterns.join(', ')}]`)
  refuseDates(reader, 'index_template', name)
  return { ...given, patterns }
}

function parseDataStream(json: JsonObject): DataStreamOptions {
  const reader = new ObjectReader(json, 'data_stream_template', ['hidden', 'allow_custom_routing', 'failure_store'])
  if (reader.flag('failure_store')) throw illegalArgument('[failure_store] of data streams is not supported')
  return { hidden: reader.flag('hidden') ?? false, allowCustomRouting: reader.flag('allow_custom_routing') ?? false }
}

/** Filters of aliases are a matter of the composition, as Elasticsearch tells it. */
function readContent(name: string, reader: ObjectReader): TemplateContent | undefined {
  try {
    return reader.inner('template', parseContent)
  } catch (error) {
    if (!(error instanceof ElasticError) || !error.reason.startsWith('failed to parse filter')) throw error
    throw illegalArgument(`composable template [${name}] template after composition is invalid`, { causedBy: error })
  }
}
