/** Paths that go up: the declared route with the granted names in it. */
import { illegalArgument } from '../../core/errors.ts'
import type { BackendApiOf } from './gateway-apis.ts'

/** No index and no alias can have a space in its name: stands for no index at all. */
export const NO_INDEX = 'no index'
/** With these parameters, no index at all is no error. */
export const LENIENT = ['ignore_unavailable', 'allow_no_indices'] as const

export type Variables = ReadonlyMap<string, string>

/** The segments of the first route that has these variables and no others. */
export function routePath({ name, routes }: BackendApiOf, method: string, variables: Variables): readonly string[] {
  const route = routes.find((candidate) => candidate.method === method && hasVariables(candidate.path, variables))
  if (!route) throw new Error(`[${name}] has no route for [${[...variables.keys()].join(', ')}]`)
  return route.path
    .slice(1)
    .split('/')
    .map((part) => (part.startsWith('{') ? variables.get(part.slice(1, -1))! : part))
}

function hasVariables(path: string, variables: Variables): boolean {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!)
  return names.length === variables.size && names.every((name) => variables.has(name))
}

/** Names in groups that fit into a request line beside the rest of it. */
export function groupNames(names: readonly string[], room: number): readonly string[] {
  const groups: string[] = []
  let group = ''
  for (const name of names) {
    // A name is at most 255 bytes long, and takes up to three times that when encoded.
    const longer = group === '' ? name : `${group},${name}`
    if (group !== '' && encodeURIComponent(longer).length > room) {
      groups.push(group)
      group = name
    } else group = longer
  }
  return group === '' ? [NO_INDEX] : [...groups, group]
}

export const tooManyNames = (count: number): Error =>
  illegalArgument(
    `the names of [${count}] indices do not fit into a request to the cluster behind this gateway; name fewer, or raise [upstream.max_initial_line_length] with its [http.max_initial_line_length]`,
  )
