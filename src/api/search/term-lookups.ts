/**
 * Terms that a query looks up in documents: they are read before the query is run, each under the caller's right to read that document's
 * index. Used by every API whose body holds a query.
 */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import type { QueryNode, Scalar, TermsLookup } from '../../query/node.ts'
import { isScalar } from '../../query/options.ts'
import { lookupsOf, withLookedUp } from '../../query/walk.ts'
import type { ItemTarget } from '../../request/names.ts'
import { readDocument } from '../document/read-document.ts'
import { WHOLE_SOURCE } from '../fetch-source.ts'

type Queries = readonly (QueryNode | undefined)[]

/** The reads that queries need beside their own indices; nothing where there are none. */
export function lookupTargets(...queries: Queries): { readonly lookups?: readonly ItemTarget[] } {
  const lookups = allLookups(queries).map(({ index }) => documentRead(index))
  return lookups.length > 0 ? { lookups } : {}
}

/** The right to read a document that a query names. */
export const documentRead = (index: string): ItemTarget => ({ action: 'indices:data/read/get', index, creates: false })

/** The same queries with what they look up in place; the order must be that of their targets. */
export async function lookUpTerms<Given extends Queries>(engine: BoundEngine, ...queries: Given): Promise<Given> {
  const values = new Map<TermsLookup, readonly Scalar[]>()
  for (const [position, lookup] of allLookups(queries).entries()) values.set(lookup, await lookUp(engine, position, lookup))
  if (values.size === 0) return queries
  return queries.map((query) => query && withLookedUp(query, values)) as unknown as Given
}

const allLookups = (queries: Queries): readonly TermsLookup[] => queries.flatMap((query) => (query ? lookupsOf(query) : []))

/** A missing document has no terms; a missing index is 404. */
async function lookUp(
  engine: BoundEngine,
  position: number,
  { index, id, path, routing }: TermsLookup,
): Promise<readonly Scalar[]> {
  const read = { index, id, routing, version: undefined, versionType: 'internal', fetch: WHOLE_SOURCE, storedFields: [] } as const
  const document = await readDocument(engine.lookup(position), read, { realtime: true, refresh: false })
  return document ? valuesAt(parseJson(document.source), path).filter(isScalar) : []
}

/** What stands at a dotted path, through lists, and where names have dots themselves. */
function valuesAt(value: JsonValue, path: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  if (path === '') return [value]
  if (!isJsonObject(value)) return []
  return [...value].flatMap(([name, inner]) => {
    if (name === path) return valuesAt(inner, '')
    return path.startsWith(`${name}.`) ? valuesAt(inner, path.slice(name.length + 1)) : []
  })
}
