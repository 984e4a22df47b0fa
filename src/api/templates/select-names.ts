/** Templates by the names and patterns of a path. */
import { compileWildcard } from '../../core/wildcard.ts'

/** Those that one expression names; undefined: all. */
export function selectNamed<Item extends { readonly name: string }>(
  items: ReadonlyMap<string, Item>,
  expression: string | undefined,
): readonly Item[] {
  if (expression === undefined) return [...items.values()]
  const { matches } = compileWildcard(expression)
  return [...items.values()].filter(({ name }) => matches(name))
}

/** The names that expressions come to, and those expressions that name none. */
export function resolveNamed(
  items: ReadonlyMap<string, unknown>,
  expressions: readonly string[],
): { readonly names: readonly string[]; readonly missing: readonly string[] } {
  const found = expressions.map((expression) => {
    const { matches } = compileWildcard(expression)
    return { expression, names: [...items.keys()].filter(matches) }
  })
  return {
    names: [...new Set(found.flatMap(({ names }) => names))],
    // All there are may be none.
    missing: found
      .filter(({ expression, names }) => names.length === 0 && expression !== '*')
      .map(({ expression }) => expression),
  }
}
