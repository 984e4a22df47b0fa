/**
 * What a decision costs: 100 roles, up to 10,000 indices of which a hundredth is visible. Warm: asked before; role: one role has changed;
 * index: one index was created; cold: nothing was ever asked. Prints percentiles, and how the cost of a concrete name grows.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createAuthorizer } from '../src/authz/authorize.ts'
import { fromPlain } from '../src/core/json/convert.ts'
import type { Call } from '../src/request/api.ts'
import type { Catalogue, CatalogueIndex } from '../src/request/catalogue.ts'
import { compileRole } from '../src/roles/compiled-role.ts'
import { parseRole } from '../src/roles/parse-role.ts'
import { joinRoles } from '../src/roles/role-set.ts'
import { onIndices, user } from '../test/authz/fakes.ts'

const ROLES = 100
const SEARCH = 'indices:data/read/search'
const identity = user('u', ['r'])

/** Prefixes, plain names, and for one role in ten a pattern that is neither. */
const plain = (at: number, version = 0): unknown => ({
  indices: [
    { names: [`team-${at}-*`, `shared-${at}`, `other-${at}-${version}`], privileges: ['read'] },
    { names: at % 10 === 0 ? [`t?am${at}-x-*`, `/te[a-z]m-${at}-[0-9]+/`] : [`logs-${at}-x*`], privileges: ['read', 'write'] },
  ],
})
const compile = (at: number, version: number) =>
  compileRole(`r${at}`, `r${at}:${version}`, parseRole(`r${at}`, fromPlain(plain(at, version))))
const compiled = Array.from({ length: ROLES }, (_, at) => compile(at, 0))

const indexOf = (name: string): CatalogueIndex => ({ name, uuid: name, hidden: false, closed: false, aliases: [] })
const nameAt = (at: number): string => (at % 100 === 0 ? `team-${(at / 100) % ROLES}-${at}` : `noise-${at % 97}-${at}`)

function catalogueOf(size: number): Catalogue {
  const indices = new Map(Array.from({ length: size }, (_, at) => [nameAt(at), indexOf(nameAt(at))]))
  return { version: 1, indices, aliases: new Map() }
}

/** A gate whose roles and names can be changed. */
function openGate(size: number) {
  let catalogue = catalogueOf(size)
  let rights = joinRoles(compiled, [])
  let made = 0
  const create = () =>
    createAuthorizer({ roles: { rightsOf: () => rights }, catalogue: () => catalogue, clock: { now: () => 0 } })
  let authorizer = create()
  return {
    decide: (call: Call) => authorizer.authorize(identity, call),
    changeRole() {
      const at = ++made % ROLES
      rights = joinRoles(compiled.with(at, compile(at, made)), [])
    },
    createIndex() {
      const name = `noise-new-${++made}`
      const indices = new Map(catalogue.indices).set(name, indexOf(name))
      catalogue = { ...catalogue, version: catalogue.version + 1, indices }
    },
    forget() {
      rights = joinRoles(compiled, [])
      authorizer = create()
    },
  }
}

interface Figures {
  readonly median: number
  readonly p99: number
}

/** What the preparation leaves behind is none of the decision's doing. */
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void

/** Microseconds of each run; `before` and its garbage are not counted. */
function measure(runs: number, run: () => unknown, before?: () => void): Figures {
  const taken = Array.from({ length: runs }, () => {
    if (before) {
      before()
      collect({ type: 'minor' })
    }
    const began = process.hrtime.bigint()
    run()
    return Number(process.hrtime.bigint() - began) / 1000
  }).sort((one, other) => one - other)
  return { median: taken[Math.floor(runs / 2)]!, p99: taken[Math.floor(runs * 0.99)]! }
}

const print = (title: string, { median, p99 }: Figures): void =>
  console.log(`${title.padEnd(58)} median ${median.toFixed(1).padStart(8)} µs   p99 ${p99.toFixed(1).padStart(8)} µs`)

/** The mean of many decisions on concrete names, several rounds in turn so that noise meets all sizes alike. */
function growth(sizes: readonly number[]): readonly number[] {
  const gates = sizes.map((size) => openGate(size))
  const calls = Array.from({ length: 100 }, () => onIndices(SEARCH, [nameAt(0)]))
  const best = sizes.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < 60; round++) {
    for (const [at, gate] of gates.entries()) {
      const began = process.hrtime.bigint()
      for (let times = 0; times < 20; times++) for (const call of calls) gate.decide(call)
      best[at] = Math.min(best[at]!, Number(process.hrtime.bigint() - began) / 2_000)
    }
  }
  return best
}

const concrete = onIndices(SEARCH, [nameAt(0)])
const wildcard = onIndices(SEARCH, ['*'])
const narrow = onIndices(SEARCH, ['team-*', '-team-1-*'])

const gate = openGate(10_000)
for (let at = 0; at < 300; at++) {
  gate.forget()
  gate.decide(wildcard)
  gate.decide(concrete)
}
for (const [name, call] of [
  ['concrete name', concrete],
  ['* (100 of 10,000 visible)', wildcard],
  ['team-*,-team-1-*', narrow],
] as const) {
  print(
    `${name}, warm`,
    measure(20_000, () => gate.decide(call)),
  )
  print(
    `${name}, a role changed`,
    measure(300, () => gate.decide(call), gate.changeRole),
  )
  print(
    `${name}, an index was created`,
    measure(300, () => gate.decide(call), gate.createIndex),
  )
  print(
    `${name}, cold`,
    measure(300, () => gate.decide(call), gate.forget),
  )
}
const [ten, , most] = growth([10, 1_000, 10_000])
console.log(
  `concrete name, 10 → 10,000 indices: ${ten!.toFixed(0)} ns → ${most!.toFixed(0)} ns, growth ${((most! / ten! - 1) * 100).toFixed(1)} %`,
)
