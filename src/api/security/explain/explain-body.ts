/**
 * The body of `_explain`: who (`user`, `api_key`, `service_account` or `role_descriptors`; none: whoever asks), for whom (`run_as`), and the
 * request (`method`, `path`, `body`). A body of JSON is given as it is, one of lines as a text or as a list of its lines.
 */
import { type ElasticError, parseFailure } from '../../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import type { DescribedParty, DescribedRequest } from '../../../request/explain.ts'
import { parseDescriptors } from '../../../roles/rights.ts'
import { findDescriptorFaults } from '../../../roles/validate-role.ts'

const PARTIES = ['user', 'api_key', 'service_account', 'role_descriptors'] as const
const MEMBERS: ReadonlySet<string> = new Set([...PARTIES, 'run_as', 'method', 'path', 'body'])
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])

/** Throws 400 in words that quote nothing of the described body. */
export function parseExplainBody(value: JsonValue): {
  readonly party: DescribedParty | undefined
  readonly request: DescribedRequest
} {
  if (!isJsonObject(value)) throw fault(`expected an object but found [${tokenName(value)}] instead`)
  for (const name of value.keys()) if (!MEMBERS.has(name)) throw fault(`unexpected field [${name}]`)
  return { party: parseParty(value), request: parseRequest(value) }
}

const fault = (reason: string): ElasticError => parseFailure(`failed to parse explain request. ${reason}`)

function parseParty(body: JsonObject): DescribedParty | undefined {
  const [kind, second] = PARTIES.filter((name) => body.has(name))
  if (second) throw fault(`[${kind}] and [${second}] exclude each other`)
  const runAs = body.has('run_as') ? textAt(body, 'run_as') : undefined
  if (runAs !== undefined && kind !== 'user' && kind !== 'api_key') throw fault('[run_as] needs a [user] or an [api_key]')
  switch (kind) {
    case 'user':
      return { kind, name: textAt(body, kind), runAs }
    case 'api_key':
      return { kind, id: textAt(body, kind), runAs }
    case 'service_account':
      return { kind, name: textAt(body, kind) }
    case 'role_descriptors':
      return parseRoles(body.get(kind) ?? null)
    default:
      return undefined
  }
}

/** Roles that need not exist. */
function parseRoles(value: JsonValue): DescribedParty {
  if (!isJsonObject(value)) throw fault(`[role_descriptors] must be an object but is [${tokenName(value)}]`)
  const json = writeJsonText(value)
  const faults = [...parseDescriptors(json).values()].flatMap(findDescriptorFaults)
  if (faults.length > 0) throw fault(faults.join(', '))
  return { kind: 'roles', json, names: [...value.keys()] }
}

function parseRequest(body: JsonObject): DescribedRequest {
  const method = textAt(body, 'method').toUpperCase()
  if (!METHODS.has(method)) throw fault(`[method] must be one of [${[...METHODS].join(', ')}]`)
  const path = textAt(body, 'path')
  if (!path.startsWith('/')) throw fault('[path] must begin with [/]')
  return { method, path, body: bytesOf(body.get('body') ?? null) }
}

/** A text goes as it is; a list is one line each, as bulk requests have them. */
function bytesOf(body: JsonValue): Buffer | undefined {
  if (body === null) return undefined
  if (typeof body === 'string') return Buffer.from(body)
  const text = Array.isArray(body) ? body.map((line) => `${writeJsonText(line)}\n`).join('') : writeJsonText(body)
  return Buffer.from(text)
}

function textAt(body: JsonObject, name: string): string {
  const value = body.get(name) ?? null
  if (typeof value === 'string' && value !== '') return value
  throw fault(value === null ? `missing required field [${name}]` : `[${name}] must be a text that is not empty`)
}
