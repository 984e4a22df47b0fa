/** Member names of documents as paths: dots stand for objects. What is no path is refused in Elasticsearch's words. */
import { illegalArgument } from '../core/errors.ts'
import { failedToParse, faultAt, type Place } from './document-error.ts'

/** The parts of a name within the object at `parent`. */
export function splitDocumentName(name: string, parent: string, place: Place): readonly string[] {
  if (!name.includes('.')) {
    if (name === '') throw failedToParse(place, illegalArgument('field name cannot be an empty string'))
    if (name.trim() !== '') return [name]
    throw faultAt(place, `Field name cannot contain only whitespace: [${parent === '' ? name : `${parent}.${name}`}]`)
  }
  const parts = name.split('.')
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop()
  if (parts.length === 0) throw failedToParse(place, illegalArgument('field name cannot contain only dots'))
  if (parts.includes('')) throw failedToParse(place, illegalArgument(`field name cannot contain only whitespace: ['${name}']`))
  if (parts.some((part) => part.trim() === '')) {
    const reason = `field name starting or ending with a [.] makes object resolution ambiguous: [${name}]`
    throw failedToParse(place, illegalArgument(reason))
  }
  return parts
}
