/** `ids`: documents by their ids. */
import type { IdsNode } from '../node.ts'
import { COMMON, common } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'
import { readStrictObject, scalarField, textList } from '../strict-object.ts'

const OPTIONS = { boost: scalarField(COMMON.boost), _name: scalarField(COMMON._name), values: textList } as const

export const ids: QueryKind<IdsNode> = {
  ...LEAF,
  parse(body) {
    const options = readStrictObject('ids', body, OPTIONS)
    return { kind: 'ids', ...common(options), values: options.values ?? [] }
  },
  fields: () => ['_id'],
}
