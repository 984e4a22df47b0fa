/** A field type: its parameters and the field they make. Mappings are read, merged and printed by the list of parameters alone. */
import { type ElasticError, illegalArgument } from '../core/errors.ts'
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import type { FieldDefinition, IndexContext, IndexField } from './index-field.ts'
import { javaText } from './java-text.ts'
import { type FieldPlace, mapperParsing, type Parameter, unknownParameter } from './parameter.ts'

/** Parameters as given, checked, by name. */
export type ParameterValues = ReadonlyMap<string, JsonValue>

export interface FieldType {
  readonly name: string
  /** In the order in which they are printed. */
  readonly parameters: readonly Parameter[]
  /** Throws where parameters do not fit together. */
  build(definition: FieldDefinition, context: IndexContext): IndexField
  /** Printed though equal to its default: the analyzer beside a search analyzer. */
  prints?(name: string, values: ParameterValues): boolean
}

/** Members of a declaration that are not parameters of the type. */
const STRUCTURE = new Set(['type', 'fields', 'copy_to'])

/** Reads the parameters of a declaration; throws as Elasticsearch does for unknown and bad ones. */
export function parseParameters(
  type: FieldType,
  declaration: JsonObject,
  place: FieldPlace,
  context: IndexContext,
): ParameterValues {
  const values = new Map<string, JsonValue>()
  for (const [name, given] of declaration) {
    if (STRUCTURE.has(name)) continue
    const parameter = type.parameters.find((known) => known.name === name)
    if (!parameter) throw unknownParameter(name, place)
    if (given === null && !parameter.nullable) {
      throw mapperParsing(`[${name}] on mapper [${place.name}] of type [${place.type}] must not have a [null] value`)
    }
    const value = parameter.parse(given, place, context)
    if (value !== null) values.set(name, value)
  }
  return values
}

const effective = (parameter: Parameter, values: ParameterValues): JsonValue => values.get(parameter.name) ?? parameter.absent

/** Parameters as `GET _mapping` prints them, `type` first. */
export function printParameters(type: FieldType, values: ParameterValues): Map<string, JsonValue> {
  const printed = new Map<string, JsonValue>([['type', type.name]])
  for (const parameter of type.parameters) {
    const given = values.has(parameter.name)
    const differs = given && javaText(effective(parameter, values)) !== javaText(parameter.absent)
    if (differs || (given && parameter.explicit) || type.prints?.(parameter.name, values)) {
      printed.set(parameter.name, effective(parameter, values))
    }
  }
  return printed
}

/** Checks that one declaration may follow another; throws 400 with every parameter that may not change. */
export function checkChange(type: FieldType, path: string, from: ParameterValues, to: ParameterValues): void {
  const conflicts = type.parameters.flatMap((parameter) => {
    const [before, after] = [effective(parameter, from), effective(parameter, to)]
    const [was, is] = [describe(parameter, before), describe(parameter, after)]
    if (was === is || parameter.mayChange?.(before, after)) return []
    return [`\n\tCannot update parameter [${parameter.name}] from [${was}] to [${is}]`]
  })
  if (conflicts.length > 0) throw mappingConflict(path, conflicts.join(''))
}

const describe = (parameter: Parameter, value: JsonValue): string => parameter.describe?.(value) ?? javaText(value)

export const mappingConflict = (path: string, conflicts: string): ElasticError =>
  illegalArgument(`Mapper for [${path}] conflicts with existing mapper:${conflicts}`)
