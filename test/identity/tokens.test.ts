/** The machine of refreshes, with a clock that stands still. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSteadyClock } from '../../src/core/clock.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { TokenClient, TokenHolder } from '../../src/identity/token-records.ts'
import { type IssuedTokens, openTokens, type TokenService } from '../../src/identity/tokens.ts'
import type { Store } from '../../src/store/collection.ts'
import { openLocalStore } from '../../src/store/local-store.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

const NATIVE = { name: 'default_native', type: 'native' }
const holder: TokenHolder = { kind: 'user', username: 'jack', realm: NATIVE, stamp: 's' }
const client: TokenClient = { username: 'jack', realm: NATIVE }
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const live = (): boolean => true

let clock: { time: number; now(): number }
let store: Store
let tokens: TokenService

beforeEach(async () => {
  clock = { time: 1_000_000_000_000, now: () => clock.time }
  store = createMemoryStore()
  tokens = await openTokens({ store, clock, timeout: 20 * MINUTE })
})
afterEach(() => tokens.close())

const issue = () => tokens.issue({ holder }, client) as Promise<Required<Omit<IssuedTokens, 'actor'>>>
const refresh = (token: string, by = client) => tokens.refresh(token, by, live) as Promise<Required<Omit<IssuedTokens, 'actor'>>>
const refusal = async (work: Promise<unknown>): Promise<unknown> => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  return error instanceof ElasticError ? error.details.body : error
}
const invalidGrant = (description: string) => ({ error: 'invalid_grant', error_description: description })
const stateOf = (token: string) => tokens.find(token).kind

describe('access tokens', () => {
  it('live until their timeout, to the millisecond', async () => {
    const { accessToken, expiresIn } = await issue()
    expect(expiresIn).toBe(1200)
    clock.time += 20 * MINUTE - 1
    expect(stateOf(accessToken)).toBe('live')
    clock.time += 1
    expect(stateOf(accessToken)).toBe('ended')
  })

  it('are no refresh tokens, nor the other way round', async () => {
    const { accessToken, refreshToken } = await issue()
    expect(stateOf(refreshToken)).toBe('unknown')
    expect(await refusal(refresh(accessToken))).toEqual(invalidGrant('could not refresh the requested token'))
  })

  it('from the future are not taken: the clock was set back, and their age is unknown', async () => {
    const { accessToken } = await issue()
    clock.time -= 30_001
    expect(stateOf(accessToken)).toBe('ended')
    clock.time += 1
    expect(stateOf(accessToken)).toBe('live')
  })

  it('stay expired when the clock is set back while the process runs', async () => {
    let elapsed = 5
    const steady = createSteadyClock(clock, { elapsed: () => elapsed })
    const service = await openTokens({ store: createMemoryStore(), clock: steady, timeout: MINUTE })
    const { accessToken } = await service.issue({ holder }, undefined)
    elapsed += 2 * MINUTE
    clock.time -= 10_000
    expect(service.find(accessToken).kind).toBe('ended')
    service.close()
  })
})

describe('refresh', () => {
  it('gives a new pair and leaves the old access token as it is', async () => {
    const first = await issue()
    const second = await refresh(first.refreshToken)
    expect(second.accessToken).not.toBe(first.accessToken)
    expect([stateOf(first.accessToken), stateOf(second.accessToken)]).toEqual(['live', 'live'])
  })

  it('gives the same pair again for 30 seconds, to the millisecond', async () => {
    const first = await issue()
    const second = await refresh(first.refreshToken)
    for (const later of [0, 1, 29_999]) {
      clock.time += later
      expect(await refresh(first.refreshToken)).toEqual(second)
      clock.time -= later
    }
    clock.time += 30_000
    expect(await refresh(first.refreshToken)).toEqual(second)
    clock.time += 1
    expect(await refusal(refresh(first.refreshToken))).toEqual(
      invalidGrant('token has already been refreshed more than 30 seconds in the past'),
    )
  })

  it('revokes the whole family when a used token comes back late', async () => {
    const first = await issue()
    const second = await refresh(first.refreshToken)
    const third = await refresh(second.refreshToken)
    const stranger = await issue()
    clock.time += 30_001
    await refusal(refresh(second.refreshToken))
    expect([first, second, third].map(({ accessToken }) => stateOf(accessToken))).toEqual(['ended', 'ended', 'ended'])
    expect(await refusal(refresh(third.refreshToken))).toEqual(invalidGrant('token has been invalidated'))
    expect(stateOf(stranger.accessToken)).toBe('live')
    await refresh(stranger.refreshToken)
  })

  it('is for the creating client only, whose family another one cannot revoke', async () => {
    const first = await issue()
    const second = await refresh(first.refreshToken)
    clock.time += 30_001
    const others: TokenClient[] = [
      { ...client, username: 'jill' },
      { ...client, realm: { name: 'default_file', type: 'file' } },
      { ...client, key: 'k' },
    ]
    for (const other of others) {
      const refused = invalidGrant('tokens must be refreshed by the creating client')
      expect(await refusal(refresh(first.refreshToken, other))).toEqual(refused)
      expect(await refusal(refresh(second.refreshToken, other))).toEqual(refused)
    }
    expect(stateOf(second.accessToken)).toBe('live')
  })

  it('ends after 24 hours', async () => {
    const { refreshToken } = await issue()
    clock.time += DAY
    const again = await refresh(refreshToken)
    expect(again.refreshToken).toBeDefined()
    const old = (await issue()).refreshToken
    clock.time += DAY + 1
    expect(await refusal(refresh(old))).toEqual(invalidGrant('token document has expired'))
  })

  it('knows that clocks may be apart', async () => {
    const { refreshToken } = await issue()
    clock.time += MINUTE
    const second = await refresh(refreshToken)
    clock.time -= 30_000
    expect(await refresh(refreshToken)).toEqual(second)
    clock.time -= 1
    expect(await refusal(refresh(refreshToken))).toEqual(
      invalidGrant('token has been refreshed more than 30 seconds in the future, clock skew too great'),
    )
  })

  it('gives nothing for a party that may hold no token any more', async () => {
    const { refreshToken } = await issue()
    expect(await refusal(tokens.refresh(refreshToken, client, () => false))).toEqual(invalidGrant('token has been invalidated'))
    await refresh(refreshToken)
    expect(await refusal(tokens.refresh(refreshToken, client, () => false))).toEqual(invalidGrant('token has been invalidated'))
  })

  it('gives one new pair to 1,000 that come together', async () => {
    const { refreshToken } = await issue()
    const pairs = await Promise.all(Array.from({ length: 1000 }, () => refresh(refreshToken)))
    expect(new Set(pairs.map(({ accessToken, refreshToken }) => `${accessToken} ${refreshToken}`)).size).toBe(1)
    const { invalidated } = await tokens.invalidate({ kind: 'all', username: 'jack', realm: undefined })
    expect(invalidated).toBe(4)
  })

  it('and invalidation at the same time leave nothing alive', async () => {
    for (let round = 0; round < 20; round++) {
      const { refreshToken } = await issue()
      const [outcome] = await Promise.allSettled([
        refresh(refreshToken),
        tokens.invalidate({ kind: 'all', username: 'jack', realm: undefined }),
      ])
      if (outcome.status === 'rejected') continue
      expect(stateOf(outcome.value.accessToken)).toBe('ended')
      expect(await refusal(refresh(outcome.value.refreshToken))).toEqual(invalidGrant('token has been invalidated'))
    }
  })

  it('never yields two live successors, in whatever order things happen', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('refresh' as const), at: fc.nat(9) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 29_999, 30_001, MINUTE) }),
      fc.record({ kind: fc.constant('invalidate' as const), at: fc.nat(9) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const pairs = [await issue()]
        const successors = new Map<string, string>()
        for (const one of steps) {
          if (one.kind === 'wait') clock.time += one.ms
          const chosen = 'at' in one ? pairs[one.at % pairs.length] : undefined
          if (one.kind === 'invalidate' && chosen) await tokens.invalidate({ kind: 'refresh', token: chosen.refreshToken })
          if (one.kind !== 'refresh' || !chosen) continue
          const next = await refresh(chosen.refreshToken).catch(() => undefined)
          if (!next) continue
          const known = successors.get(chosen.refreshToken)
          expect(known ?? next.refreshToken).toBe(next.refreshToken)
          successors.set(chosen.refreshToken, next.refreshToken)
          if (known === undefined) pairs.push(next)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('invalidation', () => {
  it('ends an access token and leaves its refresh token, and the other way round', async () => {
    const one = await issue()
    expect(await tokens.invalidate({ kind: 'access', token: one.accessToken })).toMatchObject({ invalidated: 1, previously: 0 })
    expect(await tokens.invalidate({ kind: 'access', token: one.accessToken })).toMatchObject({ invalidated: 0, previously: 1 })
    const next = await refresh(one.refreshToken)
    expect(await tokens.invalidate({ kind: 'refresh', token: next.refreshToken })).toMatchObject({ invalidated: 1 })
    expect(stateOf(next.accessToken)).toBe('live')
    expect(await refusal(refresh(next.refreshToken))).toEqual(invalidGrant('token has been invalidated'))
  })

  it('counts nothing for tokens that never were', async () => {
    const { accessToken, refreshToken } = await issue()
    for (const selection of [
      { kind: 'access', token: refreshToken },
      { kind: 'refresh', token: accessToken },
      { kind: 'access', token: 'garbage' },
    ] as const) {
      expect(await tokens.invalidate(selection)).toMatchObject({ invalidated: 0, previously: 0, errors: [] })
    }
  })

  it('ends all of a user, of a realm, or of a user in a realm', async () => {
    const file: TokenHolder = { ...holder, realm: { name: 'default_file', type: 'file' } }
    const both = async () => [await issue(), await tokens.issue({ holder: file }, undefined)] as const
    const [native, other] = await both()
    expect(await tokens.invalidate({ kind: 'all', username: 'nobody', realm: undefined })).toMatchObject({ invalidated: 0 })
    expect(await tokens.invalidate({ kind: 'all', username: 'jack', realm: 'default_file' })).toMatchObject({ invalidated: 1 })
    expect([stateOf(native.accessToken), stateOf(other.accessToken)]).toEqual(['live', 'ended'])
    expect(await tokens.invalidate({ kind: 'all', username: undefined, realm: 'default_native' })).toMatchObject({
      invalidated: 2,
    })
    expect(stateOf(native.accessToken)).toBe('ended')
    await both()
    expect(await tokens.invalidate({ kind: 'all', username: 'jack', realm: undefined })).toMatchObject({ invalidated: 3 })
  })
})

describe('records', () => {
  it('are forgotten when they are of no use, and the sealed pair before', async () => {
    const { refreshToken } = await issue()
    await refresh(refreshToken)
    clock.time += MINUTE
    await tokens.cleanUp()
    await issue()
    clock.time += DAY - MINUTE
    await tokens.cleanUp()
    // The pair that is a day old and its successor are gone, the one that is younger can still be refreshed.
    expect(await tokens.invalidate({ kind: 'all', username: 'jack', realm: undefined })).toMatchObject({
      previously: 0,
      invalidated: 2,
    })
    expect(stateOf(refreshToken)).toBe('unknown')
  })

  it('survive a restart, and hold no token', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokens-'))
    const before = await openLocalStore(folder)
    const first = await openTokens({ store: before, clock, timeout: MINUTE })
    const issued = await first.issue({ holder }, client)
    const second = await first.refresh(issued.refreshToken as string, client, live)
    first.close()
    await before.close()

    const after = await openLocalStore(folder)
    tokens.close()
    tokens = await openTokens({ store: after, clock, timeout: MINUTE })
    expect(stateOf(issued.accessToken)).toBe('live')
    expect(await refresh(issued.refreshToken as string)).toEqual(second)
    await after.close()
    const bytes = readdirSync(folder).map((file) => readFileSync(join(folder, file)))
    for (const text of [issued, second].flatMap(({ accessToken, refreshToken = '' }) => [accessToken, refreshToken])) {
      const secret = Buffer.from(text, 'base64').subarray(5, 21)
      for (const form of [Buffer.from(text), secret, Buffer.from(secret.toString('base64url').slice(0, 20))]) {
        expect(bytes.some((content) => content.includes(form))).toBe(false)
      }
    }
    rmSync(folder, { recursive: true })
  })
})
