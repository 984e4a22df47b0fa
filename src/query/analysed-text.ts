/** Options shared by the queries that analyse a text. */
import { illegalArgument, parsingException } from '../core/errors.ts'
import { positionOf } from '../core/json/positions.ts'
import type { Operator, ZeroTerms } from './node.ts'
import type { Option } from './options.ts'
import { text } from './options.ts'

/** `or` and `and`, in any case. */
export function operator(option: Option): Operator {
  const given = text(option).toLowerCase()
  if (given === 'or' || given === 'and') return given
  throw illegalArgument(`No enum constant org.elasticsearch.index.query.Operator.${given.toUpperCase()}`)
}

/** `none` and `all`, in any case. */
export function zeroTerms(option: Option): ZeroTerms {
  const given = text(option)
  const known = given.toLowerCase()
  if (known === 'none' || known === 'all') return known
  throw parsingException(`Unsupported zero_terms_query value [${given}]`, positionOf(option.container, option.key))
}

/** An analyzer's name; whether it exists is known where the query meets an index. */
export const analyser = text
