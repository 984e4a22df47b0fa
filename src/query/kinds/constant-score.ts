/** `constant_score`: a filter whose matches all score the boost. */
import { parsingException } from '../../core/errors.ts'
import { endPositionOf, positionOf } from '../../core/json/positions.ts'
import { isJsonObject, tokenName } from '../../core/json/value.ts'
import type { ConstantScoreNode } from '../node.ts'
import { COMMON, common, type Option, readOptions, unsupported } from '../options.ts'
import type { QueryKind } from '../query-kind.ts'

export const constantScore: QueryKind<ConstantScoreNode> = {
  parse(body, inner) {
    const filter = (option: Option) => {
      if (Array.isArray(option.value)) {
        throw parsingException(`unexpected token [${tokenName(option.value)}]`, positionOf(body, option.key))
      }
      if (!isJsonObject(option.value)) throw unsupported('constant_score', body, option.key)
      return inner.query(body, option.key)
    }
    const options = readOptions('constant_score', body, { ...COMMON, filter })
    if (!options.filter) throw parsingException("[constant_score] requires a 'filter' element", endPositionOf(body))
    return { kind: 'constant_score', ...common(options), filter: options.filter }
  },
  children: (node) => [node.filter],
  map: (node, replace) => ({ ...node, filter: replace(node.filter) }),
  fields: () => [],
  lookups: () => [],
}
