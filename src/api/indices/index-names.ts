/** Index expressions of a path, and how the APIs about indices expand them. */
import { type IndicesOptions, STRICT_EXPAND_OPEN, type Targets } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'

/** Reads of metadata: open indices by wildcard, closed ones by name. */
export const METADATA_OPTIONS: IndicesOptions = { ...STRICT_EXPAND_OPEN, allowClosed: true }

/** Reads of metadata that show closed indices too. */
export const METADATA_ALL_OPTIONS: IndicesOptions = { ...METADATA_OPTIONS, expandClosed: true }

/** Changes of metadata: a wildcard that matches nothing is an error. */
export const CHANGE_OPTIONS: IndicesOptions = { ...METADATA_ALL_OPTIONS, allowNoIndices: false }

/** Deletion: concrete indices only. */
export const DELETE_OPTIONS: IndicesOptions = { ...METADATA_ALL_OPTIONS, allowAliases: false, allowStreams: false }

/** The `{index}` of a path; none means all. */
export const pathExpressions = (path: ReadonlyMap<string, string>): readonly string[] => splitList(path.get('index') ?? '')

/** Input of an API about indices by expression. */
export interface IndexSelection {
  readonly expressions: readonly string[]
  readonly options: IndicesOptions
}

export const selectionTargets = <Selection extends IndexSelection>({ expressions, options }: Selection): Targets => ({
  kind: 'indices',
  expressions,
  options,
})
