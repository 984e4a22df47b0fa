/**
 * Index names in paths: a separator that was encoded (`%2F`, `%5C`) is refused, since somebody behind may decode it into another path.
 * Date math (`<logs-{now/d}>`) is the one place for a slash; ids and names of users or roles may hold any.
 */
import { invalidIndexName } from '../core/errors.ts'

const INDEX_VARIABLES: readonly string[] = ['index', 'target']

export function refuseSeparators(path: ReadonlyMap<string, string>): void {
  for (const name of INDEX_VARIABLES) {
    const value = path.get(name)
    if (value !== undefined && /[/\\]/.test(value.replace(/<[^<>]*>/g, ''))) {
      throw invalidIndexName(value, `must not contain the following characters [' ','"','*',',','/','<','>','?','\\','|']`)
    }
  }
}
