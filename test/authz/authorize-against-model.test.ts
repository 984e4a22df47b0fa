import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { createCatalogueReader } from '../../src/authz/catalogue-view.ts'
import { DeniedBehind } from '../../src/authz/denied-behind.ts'
import { coversIndex } from '../../src/authz/privilege-check.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { IndexGrant, Restriction } from '../../src/request/access.ts'
import { CLUSTER_PRIVILEGES } from '../../src/roles/data/cluster-privileges.ts'
import { isRestrictedName } from '../../src/roles/restricted-names.ts'
import type { RoleDescriptor } from '../../src/roles/role-descriptor.ts'
import {
  ACTIONS,
  ALIASES,
  catalogueFor,
  EXPRESSIONS,
  NAMES,
  options,
  roles,
  STREAM_NAMES,
  some,
  streamWorld,
  world,
} from './arbitraries.ts'
import { call, fixedClock, fixedRoles, onIndices, role, subject, user } from './fakes.ts'
import {
  decide,
  grantsCluster,
  limitedRights,
  type ModelWorld,
  type Outcome,
  patternMatches,
  rightsOf,
  type Sight,
  sightOf,
} from './model.ts'

const sight = (restriction: Restriction): Sight =>
  restriction.kind === 'unrestricted' ? 'open' : [...new Set(restriction.views.map((view) => view.documents.join('&')))].sort()

const outcomeOf = (indices: readonly IndexGrant[]): Outcome => ({
  kind: 'indices',
  sights: Object.assign(Object.create(null), Object.fromEntries(indices.map((grant) => [grant.name, sight(grant.restriction)]))),
})

function authorizerFor(descriptors: readonly RoleDescriptor[], modelWorld: ModelWorld, enforcesViews: boolean) {
  const named = Object.fromEntries(descriptors.map((descriptor, at) => [`r${at}`, descriptor]))
  const catalogue = catalogueFor(modelWorld)
  const authorizer = createAuthorizer({ roles: fixedRoles(named), catalogue: () => catalogue, clock: fixedClock, enforcesViews })
  return { authorizer, identity: user('u', Object.keys(named)) }
}

function caught(run: () => Outcome): Outcome {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    if (error.type !== 'security_exception') return { kind: 'error', type: error.type }
    const names = /on (?:restricted )?indices \[([^\]]*)\](?: and restricted indices \[([^\]]*)\])?/.exec(error.reason)
    const told = [names?.[1], names?.[2]].flatMap((list) => (list ? list.split(',') : []))
    return { kind: 'forbidden', names: told.sort() }
  }
}

describe('authorize', () => {
  it('decides about expressions as the naive model does', () => {
    fc.assert(
      fc.property(
        roles,
        streamWorld,
        fc.constantFrom(...ACTIONS),
        some(EXPRESSIONS, 4),
        options,
        (plain, modelWorld, action, expressions, given) => {
          const descriptors = plain.map(role)
          const { authorizer, identity } = authorizerFor(descriptors, modelWorld, true)
          const expected = decide(rightsOf(descriptors), modelWorld, action, expressions, given)
          const run = () =>
            caught(() =>
              outcomeOf(authorizer.authorize(identity, onIndices(action, expressions, given)).expect('indices').indices),
            )
          const actual = run()
          // Where the action is allowed nowhere, which names are told depends on the action, and is tested by its texts.
          const isNowhere = expected.kind === 'forbidden' && expected.names.length === 0
          if (isNowhere) expect(actual.kind).toBe('forbidden')
          else expect(actual).toEqual(expected)
          expect(run()).toEqual(actual)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('never hands out an index that is seen in part, while nobody enforces it', () => {
    fc.assert(
      fc.property(roles, streamWorld, some(EXPRESSIONS, 3), (plain, modelWorld, expressions) => {
        const descriptors = plain.map(role)
        const action = 'indices:data/read/search'
        const { authorizer, identity } = authorizerFor(descriptors, modelWorld, false)
        const outcome = caught(() =>
          outcomeOf(authorizer.authorize(identity, onIndices(action, expressions)).expect('indices').indices),
        )
        if (outcome.kind === 'indices') for (const each of Object.values(outcome.sights)) expect(each).toBe('open')
      }),
      { numRuns: 1000 },
    )
  })

  it('decides about single names as the naive model does', () => {
    const items = fc.array(fc.constantFrom(...NAMES, ...ALIASES, ...STREAM_NAMES, 'nothing'), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(roles, streamWorld, items, (plain, modelWorld, names) => {
        const descriptors = plain.map(role)
        const { authorizer, identity } = authorizerFor(descriptors, modelWorld, true)
        const action = 'indices:data/read/search'
        const targets = { kind: 'items' as const, items: names.map((index) => ({ action, index, creates: false })) }
        const isAllowedSomewhere = decide(rightsOf(descriptors), modelWorld, action, [], ALL).kind === 'indices'
        if (!isAllowedSomewhere) {
          expect(() => authorizer.authorize(identity, call('indices:data/read/search', targets))).toThrow(ElasticError)
          return
        }
        const { items: verdicts } = authorizer.authorize(identity, call('indices:data/read/search', targets)).expect('items')
        names.forEach((name, at) => {
          const verdict = verdicts[at]
          const expected = name.startsWith('.security') ? undefined : sightOf(descriptors, modelWorld, action, name)
          if (verdict?.granted) expect(sight(verdict.index.restriction)).toEqual(expected)
          else if (expected === undefined && !name.startsWith('.security')) expect(verdict?.error.type).toBe('security_exception')
          else expect(verdict?.error.type).not.toBe('security_exception')
        })
      }),
      { numRuns: 1000 },
    )
  })
})

/** Roles as the text that API keys carry. */
const textOf = (plain: readonly object[]): string => JSON.stringify(Object.fromEntries(plain.map((each, at) => [`r${at}`, each])))

describe('limited rights', () => {
  it('are decided as the naive model decides them, and show no more than either side', () => {
    fc.assert(
      fc.property(
        roles,
        roles,
        streamWorld,
        fc.constantFrom(...ACTIONS),
        some(EXPRESSIONS, 3),
        options,
        (own, by, modelWorld, action, expressions, given) => {
          const catalogue = catalogueFor(modelWorld)
          const authorizer = createAuthorizer({
            roles: fixedRoles({}),
            catalogue: () => catalogue,
            clock: fixedClock,
            enforcesViews: true,
          })
          const rights = {
            kind: 'limited',
            own: { kind: 'descriptors', json: textOf(own) },
            by: { kind: 'descriptors', json: textOf(by) },
          } as const
          const authenticating = subject('u', [], { kind: 'api_key', rights })
          const identity = { authenticating, effective: authenticating }
          const limited = limitedRights(rightsOf(own.map(role)), rightsOf(by.map(role)))
          const expected = decide(limited, modelWorld, action, expressions, given)
          const outcome = caught(() =>
            outcomeOf(authorizer.authorize(identity, onIndices(action, expressions, given)).expect('indices').indices),
          )
          const isNowhere = expected.kind === 'forbidden' && expected.names.length === 0
          if (isNowhere) expect(outcome.kind).toBe('forbidden')
          else expect(normal(outcome)).toEqual(normal(expected))
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** Two queries that both must match, in either order. */
function normal(outcome: Outcome): Outcome {
  if (outcome.kind !== 'indices') return outcome
  const sorted = (sights: Sight): Sight =>
    sights === 'open' ? sights : [...new Set(sights.map((each) => each.split('&').sort().join('&')))].sort()
  return {
    ...outcome,
    sights: Object.fromEntries(Object.entries(outcome.sights).map(([name, each]) => [`${name}!`, sorted(each)])),
  }
}

describe('acting as somebody else', () => {
  const users = ['mara', 'marc', 'root', 'x']
  const patterns = fc.constantFrom('mara', 'mar?', 'm*', '*', '/mar[ac]/', 'nobody', 'root')
  const runners = fc.array(fc.record({ run_as: fc.array(patterns, { maxLength: 2 }) }), { maxLength: 2 })

  it('is allowed to whom a role names, and then is decided by the rights of the other', () => {
    fc.assert(
      fc.property(
        runners,
        roles,
        world,
        fc.constantFrom(...users),
        fc.boolean(),
        some(EXPRESSIONS, 2),
        (own, others, modelWorld, target, exists, expressions) => {
          const action = ACTIONS[0]!
          const named = {
            ...Object.fromEntries(own.map((each, at) => [`own${at}`, role(each)])),
            ...Object.fromEntries(others.map((each, at) => [`other${at}`, role(each)])),
          }
          const catalogue = catalogueFor(modelWorld)
          const gate = createAuthorizer({
            roles: fixedRoles(named),
            catalogue: () => catalogue,
            clock: fixedClock,
            enforcesViews: true,
          })
          const held = (prefix: string) => Object.keys(named).filter((name) => name.startsWith(prefix))
          const identity = {
            authenticating: subject('boss', held('own')),
            effective: exists ? subject(target, held('other')) : undefined,
            runAs: target,
          }
          const mayRun = exists && own.some(({ run_as: names }) => names.some((pattern) => patternMatches(pattern, target)))
          const run = () => outcomeOf(gate.authorize(identity, onIndices(action, expressions, ALL)).expect('indices').indices)
          if (!mayRun) expect(run).toThrow(`is unauthorized to run as [${target}]`)
          else {
            const expected = decide(rightsOf(others.map(role)), modelWorld, action, expressions, ALL)
            const isNowhere = expected.kind === 'forbidden' && expected.names.length === 0
            expect(isNowhere ? caught(run).kind : caught(run)).toEqual(isNowhere ? 'forbidden' : expected)
          }
        },
      ),
      { numRuns: 1500 },
    )
  })
})

describe('cluster actions', () => {
  const privileges = fc.constantFrom(
    ...CLUSTER_PRIVILEGES.map(({ name }) => name),
    'cluster:monitor/health',
    'cluster:admin/xpack/security/api_key/get',
  )
  const list = fc.array(privileges, { maxLength: 3 })
  const clusterRoles = fc.array(fc.record({ cluster: list, deny: fc.oneof(fc.constant({}), fc.record({ cluster: list })) }), {
    maxLength: 3,
  })
  const actions = [...new Set(APIS.filter(({ scope }) => scope === 'cluster').map(({ action }) => action))]

  it('are decided as the naive model decides them', () => {
    fc.assert(
      fc.property(clusterRoles, fc.constantFrom(...actions), (plain, action) => {
        const descriptors = plain.map(role)
        const { authorizer, identity } = authorizerFor(descriptors, { indices: [], aliases: {} }, true)
        const run = () => authorizer.authorize(identity, call(action, { kind: 'cluster' })).grants.kind
        if (grantsCluster(descriptors, action)) expect(run()).toBe('cluster')
        else expect(run).toThrow(`action [${action}] is unauthorized`)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('privilege checks', () => {
  it('promise nothing that the naive model refuses, by any name or pattern', () => {
    const asked = fc.constantFrom(...NAMES, ...ALIASES, ...STREAM_NAMES, 's*', '.ds-*', 'a*', '*', 'al*', '/a.*/', '?', '*b')
    fc.assert(
      fc.property(
        roles,
        streamWorld,
        asked,
        fc.constantFrom(...ACTIONS),
        fc.boolean(),
        (plain, modelWorld, pattern, action, all) => {
          const descriptors = plain.map(role)
          const named = Object.fromEntries(descriptors.map((descriptor, at) => [`r${at}`, descriptor]))
          const held = fixedRoles(named).resolve(Object.keys(named))
          const view = createCatalogueReader(() => catalogueFor(modelWorld))()
          const isCovered =
            coversIndex(held, pattern, [action], all)[0] && !new DeniedBehind(view, held).denies(pattern, action, all)
          if (!isCovered) return
          for (const name of view.table.names) {
            const isMeant = patternMatches(pattern, name) && (all || name === pattern || !isRestrictedName(name))
            if (isMeant) expect([name, sightOf(descriptors, modelWorld, action, name)]).not.toEqual([name, undefined])
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

const ALL = {
  ignoreUnavailable: true,
  allowNoIndices: true,
  expandOpen: true,
  expandClosed: true,
  expandHidden: true,
  allowClosed: true,
  allowAliases: true,
}
