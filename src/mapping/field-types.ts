/** The field types there are. A new one is a file under `types/` and a line here. */
import type { FieldType } from './field-type.ts'
import { booleanType } from './types/boolean.ts'
import { dateType } from './types/date.ts'
import { ipType } from './types/ip.ts'
import { keywordType } from './types/keyword.ts'
import { numberTypes } from './types/numbers.ts'
import { textType } from './types/text.ts'

const TYPES: readonly FieldType[] = [textType, keywordType, ...numberTypes, booleanType, dateType, ipType]

/** By name as mappings declare it. */
export const FIELD_TYPES: ReadonlyMap<string, FieldType> = new Map(TYPES.map((type) => [type.name, type]))
