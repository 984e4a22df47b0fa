/** A query that was kept as JSON text, by itself: filters of aliases. */
import { parseJsonText } from '../core/json/parse.ts'
import type { QueryNode } from './node.ts'
import { parseQuery } from './parse.ts'

/** The query as a checked tree; errors name places within the text. */
export const parseStoredQuery = (text: string): QueryNode => parseQuery([parseJsonText(text, { positions: 'all' })], 0)
