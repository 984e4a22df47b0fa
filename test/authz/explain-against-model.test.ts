/** Explanations against the decision itself and the naive model, on random roles, names, aliases, denials and requests. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { createExplainer, type Explanation } from '../../src/authz/explain.ts'
import type { RoleChange, SmallestChange } from '../../src/authz/smallest-change.ts'
import { entryOf } from '../../src/authz/smallest-change.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { Call } from '../../src/request/api.ts'
import type { Identity, Rights } from '../../src/request/identity.ts'
import type { RoleDescriptor } from '../../src/roles/role-descriptor.ts'
import { ACTIONS, ALIASES, catalogueFor, EXPRESSIONS, NAMES, options, roles, some, world } from './arbitraries.ts'
import { call, fixedClock, fixedRoles, onIndices, role, subject, user } from './fakes.ts'
import { type ModelWorld, sightOf } from './model.ts'

const OWN = 'cluster:admin/xpack/security/user/authenticate'
const everyone = subject('root', ['root'])
const root = role({
  cluster: ['all'],
  indices: [{ names: ['*'], privileges: ['all'], allow_restricted_indices: true }],
})

type Plain = { readonly indices: readonly object[]; readonly deny?: { readonly indices?: readonly object[] } }

function gates(descriptors: readonly RoleDescriptor[], modelWorld: ModelWorld) {
  const named = Object.fromEntries(descriptors.map((descriptor, at) => [`r${at}`, descriptor]))
  const catalogue = catalogueFor(modelWorld)
  const parts = {
    roles: fixedRoles({ ...named, root }),
    catalogue: () => catalogue,
    clock: fixedClock,
    enforcesViews: true,
  }
  return { authorizer: createAuthorizer(parts), explainer: createExplainer(parts), names: Object.keys(named) }
}

function isRefused(run: () => { readonly grants: Explanation['grants'] }): boolean {
  try {
    const { grants } = run()
    return grants?.kind === 'items' && grants.items.some((item) => !item.granted && item.error.status === 403)
  } catch (error) {
    if (error instanceof ElasticError) return error.status === 403
    throw error
  }
}

/** Roles with a change made, as an operator would make it. */
function changed(plain: readonly Plain[], changes: readonly RoleChange[]): readonly RoleDescriptor[] {
  const isLifted = (at: number, line: string): boolean =>
    changes.some((change) => change.kind === 'undeny' && change.role === `r${at}` && change.line === line)
  const kept = plain.map(({ indices, deny }, at) => ({
    indices,
    deny: { indices: deny?.indices?.filter((_, line) => !isLifted(at, `deny.indices[${line}]`)) ?? [] },
  }))
  const added = changes.flatMap((change) => (change.kind === 'index' ? [entryOf(change)] : []))
  return [...kept, { indices: added }].map(role)
}

const requests: fc.Arbitrary<Call> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...ACTIONS), some(EXPRESSIONS, 3), options)
    .map(([action, expressions, given]) => onIndices(action, expressions, given)),
  some([...NAMES, ...ALIASES, 'nothing'], 3).map((names) => {
    const action = 'indices:data/write/index:op_type/index'
    return call('indices:data/write/bulk', { kind: 'items', items: names.map((index) => ({ action, index, creates: true })) })
  }),
  fc.tuple(fc.constantFrom(...NAMES), some(ALIASES, 2)).map(([index, aliases]) => {
    return call('indices:admin/create', { kind: 'create', index, aliases })
  }),
  fc.tuple(fc.constantFrom('add', 'remove'), some(EXPRESSIONS, 2), some(ALIASES, 2)).map(([kind, indices, aliases]) => {
    return call('indices:admin/aliases', { kind: 'aliases', actions: [{ kind, indices, aliases }] })
  }),
)

const isChanges = (change: SmallestChange): change is Extract<SmallestChange, { kind: 'changes' }> => change.kind === 'changes'

describe('explain', () => {
  it('says what the decision is, and names a change that makes it the other one, nothing of which is needless', async () => {
    await fc.assert(
      fc.asyncProperty(roles, world, requests, async (plain, modelWorld, request) => {
        const { authorizer, explainer, names } = gates(plain.map(role), modelWorld)
        const identity = user('u', names)
        const explanation = await explainer.explain(everyone, identity, request)
        const refused = isRefused(() => authorizer.authorize(identity, request))
        expect(explanation.isAllowed).toBe(!refused)
        expect(explanation.change.kind === 'none').toBe(!refused)
        if (!isChanges(explanation.change)) return
        const { changes } = explanation.change
        const isRefusedWith = (some: readonly RoleChange[]): boolean => {
          const later = gates(changed(plain as readonly Plain[], some), modelWorld)
          return isRefused(() => later.authorizer.authorize(user('u', later.names), request))
        }
        expect(isRefusedWith(changes)).toBe(false)
        for (const one of changes) expect(isRefusedWith(changes.filter((other) => other !== one))).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  it('always finds a change where roles are all that stands in the way', async () => {
    await fc.assert(
      fc.asyncProperty(roles, world, fc.constantFrom(...ACTIONS), some(NAMES, 3), async (plain, modelWorld, action, names) => {
        const { explainer, names: held } = gates(plain.map(role), modelWorld)
        const request = onIndices(action, names, { allowClosed: true })
        const { change, isAllowed } = await explainer.explain(everyone, user('u', held), request)
        expect(isAllowed || isChanges(change)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('tells of each name what the naive model says', async () => {
    await fc.assert(
      fc.asyncProperty(
        roles,
        world,
        fc.constantFrom(...ACTIONS),
        some(EXPRESSIONS, 3),
        async (plain, modelWorld, action, given) => {
          const descriptors = plain.map(role)
          const { explainer, names } = gates(descriptors, modelWorld)
          const { answers, expanded } = await explainer.explain(everyone, user('u', names), onIndices(action, given))
          for (const { question } of [...answers, ...expanded]) {
            if (question.kind !== 'index' || question.name.startsWith('.security')) continue
            const expected = sightOf(descriptors, modelWorld, question.action, question.name)
            expect([question.name, question.restriction !== undefined]).toEqual([question.name, expected !== undefined])
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('tells whoever sees no names the same whatever there is', async () => {
    const blind = subject('blind', [])
    await fc.assert(
      fc.asyncProperty(roles, world, requests, async (plain, modelWorld, request) => {
        const there = gates(plain.map(role), modelWorld)
        const nothing = gates(plain.map(role), { indices: [], aliases: {} })
        const ask = async ({ explainer, names }: ReturnType<typeof gates>) => {
          const { isAllowed, refusal, grants, answers, expanded, change } = await explainer.explain(
            blind,
            user('u', names),
            request,
          )
          const lines = [...answers, ...expanded].map(({ question, lines: told }) => [question, told])
          return { isAllowed, refusal: refusal?.reason, grants, lines, change }
        }
        expect(await ask(there)).toEqual(await ask(nothing))
      }),
      { numRuns: 500 },
    )
  })

  it('finds what is missing on each side of limited rights', async () => {
    const described = (plain: object): Rights => ({ kind: 'descriptors', json: JSON.stringify({ k: plain }) })
    const own = { indices: [{ names: ['a*'], privileges: ['read'] }] }
    const by = {
      indices: [{ names: ['b*'], privileges: ['read'] }],
      deny: { indices: [{ names: ['abc'], privileges: ['read'] }] },
    }
    const key = subject('u', [], { kind: 'api_key', rights: { kind: 'limited', own: described(own), by: described(by) } })
    const identity: Identity = { authenticating: key, effective: key }
    const { explainer } = gates([], { indices: [{ name: 'abc', hidden: false, closed: false }], aliases: {} })
    const { change, answers } = await explainer.explain(everyone, identity, onIndices(ACTIONS[0]!, ['abc']))
    expect(answers.at(-1)?.lines.map((side) => side.map(({ effect }) => effect))).toEqual([['grants'], ['denies']])
    expect(change).toEqual({
      kind: 'changes',
      changes: [
        { kind: 'undeny', side: 1, role: 'k', line: 'deny.indices[0]' },
        { kind: 'index', side: 1, name: 'abc', privilege: 'read' },
      ],
    })
  })

  it('needs nothing of roles for what is one’s own', async () => {
    const { explainer } = gates([], { indices: [], aliases: {} })
    const request = call(OWN, { kind: 'self', username: undefined })
    expect((await explainer.explain(everyone, user('u', []), request)).isAllowed).toBe(true)
  })
})
