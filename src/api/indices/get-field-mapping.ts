/** `GET /{index}/_mapping/field/{fields}`: the mappings of single fields. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, pathExpressions, selectionTargets } from './index-names.ts'

interface FieldSelection extends IndexSelection {
  readonly fields: readonly string[]
}

export const getFieldMapping = backendApi({
  name: 'indices.get_field_mapping',
  summary: 'Shows the mappings of single fields',
  routes: [
    { method: 'GET', path: '/_mapping/field/{fields}' },
    { method: 'GET', path: '/{index}/_mapping/field/{fields}' },
  ],
  action: 'indices:admin/mappings/fields/get',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, include_defaults: 'boolean' },
  body: 'none',
  parse: parseFieldSelection,
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'members' },
  embedded(engine, { fields }) {
    const indices = engine
      .indices()
      .map(({ shard }): [string, JsonOutput] => [shard.name, { mappings: new Map(matchingFields(shard.mapping(), fields)) }])
    return ok(new Map(indices))
  },
})

function parseFieldSelection({ path, parameters }: ApiRequest): FieldSelection {
  if (parameters.boolean('include_defaults', false))
    throw illegalArgument('[include_defaults] is not supported for field mappings')
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS),
    fields: splitList(path.get('fields')!),
  }
}

function matchingFields(mapping: JsonObject, patterns: readonly string[]): readonly [string, JsonOutput][] {
  const matchers = patterns.map((pattern) => compileWildcard(pattern))
  return [...leafFields(mapping, '')]
    .filter(([path]) => matchers.some((matcher) => matcher.matches(path)))
    .map(([path, field]) => [path, { full_name: path, mapping: new Map([[path.slice(path.lastIndexOf('.') + 1), field]]) }])
}

/** Fields that hold values, multi-fields included. */
function* leafFields(mapping: JsonObject, prefix: string): Generator<[string, JsonObject]> {
  for (const group of ['properties', 'fields']) {
    const members = mapping.get(group)
    if (!isJsonObject(members)) continue
    for (const [name, field] of members) {
      if (!isJsonObject(field)) continue
      const path = prefix + name
      if (!field.has('properties') && field.get('type') !== 'object') yield [path, field]
      yield* leafFields(field, `${path}.`)
    }
  }
}
