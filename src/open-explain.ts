/**
 * Explanations wired: a described request is routed and parsed as a real one would be, and decided by an authorizer that reports nothing and
 * executes nothing. Also the second gate's refusals with `?explain=true`, for those who may ask for explanations. Called by `main.ts`.
 */
import { type AuthorizerParts, createAuthorizer } from './authz/authorize.ts'
import { createExplainer } from './authz/explain.ts'
import { printExplanation } from './authz/print-explanation.ts'
import { ElasticError } from './core/errors.ts'
import type { JsonOutput } from './core/json/output.ts'
import { parseDescribed } from './http/parse-call.ts'
import { Router } from './http/router.ts'
import type { Pipeline } from './pipeline.ts'
import type { AnyApi, Call } from './request/api.ts'
import type { DescribedParty, Parties, RequestExplainer } from './request/explain.ts'
import { actingSubject, type Identity, type Subject } from './request/identity.ts'
import type { Authorizer } from './request/ports.ts'

export interface ExplainParts {
  readonly authorizer: AuthorizerParts
  readonly apis: readonly AnyApi[]
  readonly parties: Parties
  /** The second gate as callers meet it. */
  guard(authorizer: Authorizer): Authorizer
  /** What that gate refuses because a password has to be changed first: no role has a part in it. */
  dueRefusalOf(identity: Identity, call: Call): ElasticError | undefined
}

export interface Explanations extends RequestExplainer {
  /** The same pipeline; refusals of calls that ask for it carry their explanation. */
  within(pipeline: Pipeline): Pipeline
}

/** With security off there is nobody to describe. */
export const NO_PARTIES: Parties = {
  findUser: () => undefined,
  findApiKey: () => undefined,
  findServiceAccount: () => undefined,
}

export function openExplanations({ authorizer, apis, parties, guard, dueRefusalOf }: ExplainParts): Explanations {
  const explainer = createExplainer(authorizer)
  const gate = guard(createAuthorizer(authorizer))
  const router = new Router(apis)
  const own = apis.find(({ name }) => name === 'security.explain')
  let described = 0

  const explain: RequestExplainer['explain'] = async (asker, party, request) => {
    const call = parseDescribed(router, `described-${++described}`, request)
    const identity = party ? findIdentity(parties, party) : asker.identity
    const seen = actingSubject(asker.identity)
    if (!actingSubject(identity).enabled) return disabled(actingSubject(identity))
    const due = dueRefusalOf(identity, call)
    if (due) return changeFirst(identity.authenticating, due)
    return printExplanation(await explainer.explain(seen, identity, call))
  }

  /** Asked of the gate itself, so that run-as, denials and keys count as they do for the API. */
  const mayExplain = (identity: Identity, id: string): boolean => {
    if (!own) return false
    try {
      gate.authorize(identity, { id, api: own, input: undefined, targets: { kind: 'cluster' } })
      return true
    } catch (error) {
      if (error instanceof ElasticError) return false
      throw error
    }
  }

  const explained = async (refusal: ElasticError, identity: Identity, call: Call): Promise<ElasticError> => {
    const explanation = await explainer
      .explain(actingSubject(identity), identity, call)
      .then(printExplanation)
      .catch((error: unknown) => failureOf(error))
    const members = { ...refusal.details.members, explanation }
    return new ElasticError(refusal.type, refusal.reason, { rootCause: [refusal], ...refusal.details, members })
  }

  const within = ({ identify, perform }: Pipeline): Pipeline => ({
    identify,
    perform: (identity, call) => {
      if (call.isExplained !== true) return perform(identity, call)
      return perform(identity, call).catch(async (error: unknown) => {
        throw isDenial(error) && mayExplain(identity, call.id) ? await explained(error, identity, call) : error
      })
    },
  })

  return { explain, within }
}

const isDenial = (error: unknown): error is ElasticError =>
  error instanceof ElasticError && error.type === 'security_exception' && error.status === 403

function failureOf(error: unknown): JsonOutput {
  if (error instanceof ElasticError) return { failure: error.reason }
  throw error
}

/** Nobody who is disabled gets as far as a decision. */
const disabled = ({ kind, username }: Subject): JsonOutput => ({
  allowed: false,
  refusal: { status: 401, type: 'security_exception', reason: `[${username}] is disabled` },
  identity: { kind, username, enabled: false },
})

/** What a party may do counts once it has another password. */
const changeFirst = ({ kind, username }: Subject, { status, type, reason, details }: ElasticError): JsonOutput => ({
  allowed: false,
  refusal: { status, type, reason, ...details.members },
  identity: { kind, username },
})

function findIdentity(parties: Parties, party: DescribedParty): Identity {
  if (party.kind === 'roles') return alone(describedSubject(party))
  const found = findParty(parties, party)
  if (!found) throw new ElasticError('resource_not_found_exception', notFound(party))
  if (!('runAs' in party) || party.runAs === undefined) return alone(found)
  return { authenticating: found, effective: parties.findUser(party.runAs), runAs: party.runAs }
}

const alone = (subject: Subject): Identity => ({ authenticating: subject, effective: subject })

function findParty(parties: Parties, party: Exclude<DescribedParty, { kind: 'roles' }>): Subject | undefined {
  switch (party.kind) {
    case 'user':
      return parties.findUser(party.name)
    case 'api_key':
      return parties.findApiKey(party.id)
    case 'service_account':
      return parties.findServiceAccount(party.name)
  }
}

const notFound = (party: Exclude<DescribedParty, { kind: 'roles' }>): string =>
  party.kind === 'api_key' ? `API key [${party.id}] is not found` : `${party.kind.replace('_', ' ')} [${party.name}] is not found`

/** A user who has these roles and is nobody. */
const describedSubject = ({ json, names }: Extract<DescribedParty, { kind: 'roles' }>): Subject => ({
  kind: 'user',
  username: '_described',
  roles: names,
  rights: { kind: 'descriptors', json },
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
  realm: { name: '_described', type: '_described' },
  authenticationType: 'realm',
})
