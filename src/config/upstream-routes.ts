/**
 * `upstream.routes.<name>`: APIs of the cluster behind that nobody declares here. `GET,POST /{index}/_neighbours/{id}?fields,routing
 * indices:data/read/neighbours body`: methods, path with the place of the names, parameters, the action that a privilege must cover, and whether it
 * may have a body. Checked at the start; `backend/remote/configured-api.ts` makes APIs of them.
 */

export interface UpstreamRoute {
  readonly name: string
  readonly methods: readonly string[]
  /** `/{index}/_neighbours/{id}`. */
  readonly path: string
  readonly parameters: readonly string[]
  readonly action: string
  readonly hasBody: boolean
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
const FORM = /^([A-Z,]+) (\/[^\s?]+)(?:\?(\S*))? (\S+)( body)?$/
const ACTION = /^(cluster|indices):[\w:/.*[\]=-]+$/
const LITERAL = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/
const VARIABLE = /^\{[a-z][a-z_]*\}$/
/** Names of indices would get in by these, or the gateway reads them itself. */
const RESERVED = new Set([
  'alias',
  'aliases',
  'error_trace',
  'expand_wildcards',
  'explain',
  'filter_path',
  'format',
  'human',
  'index',
  'indices',
  'pretty',
  'source',
  'source_content_type',
  'target',
])
/** What is answered here, and never behind. */
const OWN = new Set(['_security', '_sallyport'])

/** Routes, and a fault for each that cannot be one. */
export function parseUpstreamRoutes(given: Readonly<Record<string, string>>): {
  readonly routes: readonly UpstreamRoute[]
  readonly faults: readonly string[]
} {
  const routes: UpstreamRoute[] = []
  const faults: string[] = []
  for (const [name, text] of Object.entries(given)) {
    const route = parseRoute(name, text)
    const fault = route ? findFault(route) : 'must be like [GET /{index}/_name/{id}?parameter indices:data/read/action body]'
    if (fault === undefined) routes.push(route!)
    else faults.push(`setting [upstream.routes.${name}] is [${text}], ${fault}`)
  }
  return { routes, faults }
}

function parseRoute(name: string, text: string): UpstreamRoute | undefined {
  const [, methods, path, parameters = '', action, body] = FORM.exec(text.trim().replace(/\s+/g, ' ')) ?? []
  if (!methods || !path || !action) return undefined
  return {
    name,
    methods: methods.split(','),
    path,
    parameters: parameters.split(',').filter((parameter) => parameter !== ''),
    action,
    hasBody: body !== undefined,
  }
}

function findFault({ methods, path, parameters, action }: UpstreamRoute): string | undefined {
  const segments = path.slice(1).split('/')
  const [first = ''] = segments
  const variables = segments.filter((segment) => segment.startsWith('{'))
  const takesNames = variables.includes('{index}')
  const odd = [...methods].find((method) => !METHODS.includes(method))
  if (odd !== undefined) return `whose method [${odd}] is none of [${METHODS.join(', ')}]`
  const segment = segments.find((one) => !LITERAL.test(one) && !VARIABLE.test(one))
  if (segment !== undefined) return `whose segment [${segment}] is neither a word nor a variable such as [{id}]`
  if (first !== '{index}' && !first.startsWith('_')) return 'whose path must begin with [{index}] or with the name of an API'
  if (OWN.has(first)) return `but [/${first}] is answered here`
  if (new Set(variables).size < variables.length) return 'which has a variable twice'
  const reserved = parameters.find((name) => RESERVED.has(name) || !/^[a-z_]+$/.test(name))
  if (reserved !== undefined) return `whose parameter [${reserved}] cannot be declared`
  if (!ACTION.test(action) || action.includes('*')) return `whose action [${action}] is none`
  if (action.startsWith('indices:') !== takesNames)
    return takesNames
      ? 'whose names need an action of [indices:]'
      : 'whose action is about indices that its path does not name: it lacks [{index}]'
  return undefined
}
