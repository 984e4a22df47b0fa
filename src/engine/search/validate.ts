/** Whether a query fits every index it is asked of, without running it. Called by the validate API, which owns the readers. */
import { ElasticError } from '../../core/errors.ts'
import type { QueryNode } from '../../query/node.ts'
import type { IndexReader } from '../reader.ts'
import { compileQuery } from './compile.ts'
import { CompileContext } from './compile-context.ts'

/** False where some index refuses it; `now` is what the query's `now` means. */
export function isValidQuery(readers: readonly IndexReader[], query: QueryNode, now: number): boolean {
  return readers.every((reader) => compiles(reader, query, now))
}

function compiles(reader: IndexReader, query: QueryNode, now: number): boolean {
  try {
    compileQuery(query, new CompileContext(reader, now))
    return true
  } catch (error) {
    if (error instanceof ElasticError) return false
    throw error
  }
}
