/**
 * APIs that the configuration declares: names in the path are resolved, authorized and pinned like those of any API; everything else of the
 * request goes up as it came, so parameters are those that were named, and a body that names indices is refused. Made by `open-upstream.ts`.
 */
import { forbidden } from '../../core/errors.ts'
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import type { AnyApi, ApiRequest, Method, Route } from '../../request/api.ts'
import { STRICT_EXPAND_OPEN, type Targets } from '../../request/names.ts'
import { type ParameterTable, splitList } from '../../request/parameters.ts'
import type { BackendApiOf } from './gateway-apis.ts'

export interface ConfiguredRoute {
  readonly name: string
  readonly methods: readonly string[]
  readonly path: string
  readonly parameters: readonly string[]
  readonly action: string
  readonly hasBody: boolean
}

/** The first part of the names of such APIs. */
export const CONFIGURED = 'upstream.routes.'

export function configuredApi({ name, methods, path, parameters, action, hasBody }: ConfiguredRoute): BackendApiOf {
  const takesNames = path.split('/').includes('{index}')
  const read = (request: ApiRequest) => readConfigured(request, takesNames)
  return {
    by: 'backend',
    name: CONFIGURED + name,
    summary: 'Declared by the configuration',
    routes: methods.map((method) => ({ method: method as Method, path })),
    action,
    scope: takesNames ? 'indices' : 'cluster',
    parameters: Object.fromEntries(parameters.map((parameter) => [parameter, 'text'])) satisfies ParameterTable,
    body: hasBody ? 'optional' : 'none',
    parse: (request) => read(request).targets,
    targets: (targets: Targets) => targets,
    remote: takesNames ? { kind: 'indices', none: 'refused', read } : { kind: 'cluster', read },
    embedded: () => {
      throw new Error(`[${name}] is declared for a cluster behind`)
    },
  }
}

function readConfigured({ path, body }: ApiRequest, takesNames: boolean): { readonly targets: Targets } {
  if (takesNames && body.present) refuseNames(body.json())
  if (!takesNames) return { targets: { kind: 'cluster' } }
  return { targets: { kind: 'indices', expressions: splitList(path.get('index')!), options: STRICT_EXPAND_OPEN } }
}

/** Members by which the cluster would read indices that nobody authorized. */
const NAMING = new Set(['_index', 'index', 'indexed_shape', 'indices', 'pit', 'wrapper'])

function refuseNames(value: JsonValue): void {
  if (Array.isArray(value)) for (const item of value) refuseNames(item)
  if (!isJsonObject(value)) return
  for (const [key, inner] of value) {
    if (NAMING.has(key)) throw forbidden(`[${key}] in the body of an API that the configuration declares cannot be authorized`)
    refuseNames(inner)
  }
}

/** Whether an API would take requests of another: it is the same route, or says in words what the other leaves open, whatever the method. */
export const shadows = ({ routes }: BackendApiOf, other: AnyApi): boolean =>
  routes.some((route) => other.routes.some((theirs) => takes(route, theirs)))

function takes({ method, path }: Route, theirs: Route): boolean {
  const [own, other] = [path.split('/'), theirs.path.split('/')]
  if (own.length !== other.length) return false
  const isVariable = (segment: string): boolean => segment.startsWith('{')
  // No index is called like an API.
  const fits = (segment: string, variable: string): boolean =>
    isVariable(variable) && !(segment.startsWith('_') && variable === '{index}')
  const meet = own.every((segment, at) => segment === other[at] || fits(segment, other[at]!) || fits(other[at]!, segment))
  if (!meet) return false
  const parting = own.findIndex((segment, at) => isVariable(segment) !== isVariable(other[at]!))
  return parting < 0 ? method === theirs.method : !isVariable(own[parting]!)
}
