/**
 * What a credential costs that is not remembered: `node bench/run.mjs api-keys [most keys] [most tokens]`. A check goes through the whole
 * verifier, from the header to the party; `first`: the record is read from its text with it. Prints both, the time to open the records, and
 * heap per record, for ten of them up to a million. By processor time and medians, so that others on the machine hardly count.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authentication, openAuthentication } from '../src/authn/open-authentication.ts'
import { systemClock } from '../src/core/clock.ts'
import { type IdentityServices, openIdentity } from '../src/identity/open-identity.ts'
import { openLocalStore } from '../src/store/local-store.ts'
import { median } from './support/load.ts'

/** Makes one credential; its header. */
type Make = (node: OpenNode, at: number) => Promise<string>

const LIMITED_BY = JSON.stringify({ r: { cluster: ['monitor'], indices: [{ names: ['logs-*'], privileges: ['read'] }] } })
const REALM = { name: 'default_native', type: 'native' }
const SAMPLES = 2_000
const BATCH = 20_000
const ORIGIN = { address: '127.0.0.1' }

const makeKey: Make = async ({ identity: { apiKeys } }, at) => {
  const { id, secret } = await apiKeys.create({
    name: `key-${at}`,
    type: 'rest',
    owner: { realm: REALM, fullName: null, email: null, metadata: '{}', username: `user-${at % 1000}` },
    metadata: '{}',
    roles: '{}',
    limitedBy: LIMITED_BY,
  })
  return `ApiKey ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

const makeToken: Make = async ({ identity: { tokens }, authentication: { realms } }) => {
  const realm = { name: 'reserved', type: 'reserved' }
  const marks = realms.findHolder(realm, 'elastic')?.stamp
  const holder = { kind: 'user', username: 'elastic', realm, stamp: `${marks?.session}.${marks?.password}` } as const
  return `Bearer ${(await tokens.issue({ holder }, undefined)).accessToken}`
}

const makeServiceToken: Make = async ({ identity: { serviceAccounts } }, at) =>
  `Bearer ${(await serviceAccounts.createToken('elastic/kibana', `token-${at}`, 'elastic')).value}`

const KINDS: readonly { readonly name: string; readonly make: Make; readonly most: number }[] = [
  { name: 'API key', make: makeKey, most: Number(process.argv[2] ?? 1_000_000) },
  { name: 'access token', make: makeToken, most: Number(process.argv[3] ?? 100_000) },
  { name: 'service token', make: makeServiceToken, most: Number(process.argv[3] ?? 100_000) },
]

for (const { name, make, most } of KINDS) {
  // Compiles the code, so that the first of few is not slower than the first of many.
  await measure(10_000, make)
  for (let size = 10; size <= most; size *= 10) console.log(`${size} × ${name}: ${await measure(size, make)}`)
}

async function measure(size: number, make: Make): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-keys-'))
  const headers = await withNode(folder, (node) => fill(node, size, make))
  const found = await withNode(folder, async ({ authentication, began, before }) => {
    const opened = (processorTime() - began) / 1000
    globalThis.gc?.()
    const perRecord = (process.memoryUsage().heapUsed - before) / size
    const first = await checkAll(authentication, headers)
    authentication.verifier.forget(() => true)
    const again = await checkAll(authentication, headers)
    return `first check ${first}, not remembered ${again}, start ${opened.toFixed(0)} ms, ${perRecord.toFixed(0)} bytes of heap each`
  })
  await rm(folder, { recursive: true })
  return found
}

interface OpenNode {
  readonly identity: IdentityServices
  readonly authentication: Authentication
  /** Processor time and memory as they were. */
  readonly began: number
  readonly before: number
}

async function withNode<Result>(folder: string, work: (node: OpenNode) => Promise<Result>): Promise<Result> {
  globalThis.gc?.()
  const [began, before] = [processorTime(), process.memoryUsage().heapUsed]
  const store = await openLocalStore(folder)
  const settings = {
    passwordHashing: 'bcrypt4',
    hashing: { threads: 1, queueSize: 10 },
    reservedRealm: true,
    anonymous: { username: '_anonymous', roles: [] },
    runAs: true,
    tokens: true,
    apiKeys: true,
    cache: { size: SAMPLES, ttl: 3_600_000 },
    tokenTimeout: 3_600_000,
    lockout: { threshold: 5, userThreshold: 50, addressThreshold: 50, firstDelay: 1000, longestDelay: 60_000, tableSize: 10_000 },
  }
  const identity = await openIdentity(store, settings)
  await identity.reserved.ensureElasticPassword({ password: 'bench-password' })
  const authentication = openAuthentication({ identity, settings, clock: systemClock })
  try {
    return await work({ identity, authentication, began, before })
  } finally {
    authentication.close()
    await identity.close()
    await store.close()
  }
}

/** Makes the credentials; some of them, evenly spread, are handed back. */
async function fill(node: OpenNode, size: number, make: Make): Promise<readonly string[]> {
  const every = Math.max(1, Math.ceil(size / SAMPLES))
  const samples: string[] = []
  for (let made = 0; made < size; made += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, size - made) }, (_, at) => make(node, made + at))
    for (const [at, header] of (await Promise.all(batch)).entries()) if ((made + at) % every === 0) samples.push(header)
  }
  return samples
}

/** Microseconds: the median, and the mean of processor time. */
async function checkAll({ verifier }: Authentication, headers: readonly string[]): Promise<string> {
  const took: number[] = []
  const start = processorTime()
  for (const header of headers) {
    const began = process.hrtime.bigint()
    const verdict = verifier.verifyHeader(header, ORIGIN)
    const { kind } = verdict instanceof Promise ? await verdict : verdict
    took.push(Number(process.hrtime.bigint() - began) / 1000)
    if (kind !== 'authenticated') throw new Error(`a credential is not taken: ${kind}`)
  }
  const mean = (processorTime() - start) / headers.length
  return `${median(took).toFixed(1)} µs (mean ${mean.toFixed(1)})`
}

/** Microseconds of this process, so that others on the machine do not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
