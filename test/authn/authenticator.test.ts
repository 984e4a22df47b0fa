import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forbidden } from '../../src/core/errors.ts'
import type { Call } from '../../src/request/api.ts'
import { actingSubject } from '../../src/request/identity.ts'
import type { Authorizer } from '../../src/request/ports.ts'
import { basic, fakeHead } from './fake-head.ts'
import { type Node, openNode } from './open-node.ts'

const CHALLENGES = ['Basic realm="security", charset="UTF-8"', 'Bearer realm="security"', 'ApiKey']

describe('authenticator', () => {
  let node: Node
  beforeAll(async () => {
    node = await openNode()
    await node.addUser('jack', 'jack-password', { roles: ['reader'], fullName: 'Jack' })
    await node.addUser('jill', 'jill-password', { roles: ['writer'] })
    await node.addUser('gone', 'gone-password', { enabled: false })
  })
  afterAll(() => node.close())

  const identify = (headers: Record<string, string | readonly string[]>, uri = '/x?y=1') =>
    node.authenticator.identify(fakeHead(headers, uri))

  it('says in the terse form what the documentation shows', async () => {
    await expect(identify({})).rejects.toMatchObject({
      type: 'security_exception',
      status: 401,
      message: 'missing authentication credentials for REST request [/x?y=1]',
      details: { headers: { 'WWW-Authenticate': CHALLENGES }, terse: 'AuthenticationException[Missing authentication token]' },
    })
  })

  it('knows a user by name and password', async () => {
    const identity = await identify({ authorization: basic('jack', 'jack-password') })
    expect(identity.authenticating).toMatchObject({
      kind: 'user',
      username: 'jack',
      roles: ['reader'],
      fullName: 'Jack',
      realm: { name: 'default_native', type: 'native' },
      authenticationType: 'realm',
    })
    expect(identity.effective).toBe(identity.authenticating)
    expect(identity).not.toHaveProperty('runAs')
    expect(identity).not.toHaveProperty('secondary')
  })

  it.each(['Basic ', 'basic  ', 'BASIC '])('refuses %j without a value where a front hands it on untrimmed', async (value) => {
    const head = fakeHead()
    const headers = { find: () => value, findSingle: (name: string) => (name === 'authorization' ? value : undefined) }
    await expect(node.authenticator.identify({ ...head, headers })).rejects.toThrow('invalid basic authentication header value')
  })

  it('does not take a second value of a security header', async () => {
    const two = [basic('jack', 'jack-password'), basic('jill', 'jill-password')]
    await expect(identify({ authorization: two })).rejects.toMatchObject({ status: 400 })
    await expect(identify({ authorization: two[0] as string, 'es-secondary-authorization': two })).rejects.toMatchObject({
      status: 400,
      message: 'multiple values for single-valued header [es-secondary-authorization].',
    })
    await expect(
      identify({ authorization: two[0] as string, 'es-security-runas-user': ['jill', 'elastic'] }),
    ).rejects.toMatchObject({
      status: 400,
    })
    const twice = await identify({ authorization: [two[0] as string, two[0] as string] })
    expect(twice.authenticating.username).toBe('jack')
  })

  it('does not take a list that a proxy joined', async () => {
    const joined = `${basic('jack', 'jack-password')}, ${basic('jill', 'jill-password')}`
    await expect(identify({ authorization: joined })).rejects.toThrow('invalid basic authentication header encoding')
  })

  describe('run-as', () => {
    const authorization = basic('jack', 'jack-password')

    it('keeps both parties', async () => {
      const identity = await identify({ authorization, 'es-security-runas-user': 'jill' })
      expect(identity.authenticating.username).toBe('jack')
      expect(identity.effective).toMatchObject({ username: 'jill', roles: ['writer'], realm: { name: 'default_native' } })
      expect(identity.runAs).toBe('jill')
    })

    it('leaves an unknown target to authorization', async () => {
      const identity = await identify({ authorization, 'es-security-runas-user': 'nobody' })
      expect(identity).toMatchObject({ effective: undefined, runAs: 'nobody' })
      expect(actingSubject(identity).username).toBe('jack')
    })

    it.each(['', 'gone'])('refuses the target %j in the name of who asks', async (target) => {
      await expect(identify({ authorization, 'es-security-runas-user': target })).rejects.toThrow(
        'unable to authenticate user [jack]',
      )
    })

    it('does not reach the second identity', async () => {
      const identity = await identify({
        authorization,
        'es-security-runas-user': 'jill',
        'es-secondary-authorization': authorization,
      })
      expect(identity.secondary).toMatchObject({ authenticating: { username: 'jack' }, effective: { username: 'jack' } })
      expect(identity.secondary).not.toHaveProperty('runAs')
    })

    it('is ignored where it is switched off', async () => {
      const other = await openNode({ runAs: false })
      await other.addUser('jack', 'jack-password')
      const identity = await other.authenticator.identify(fakeHead({ authorization, 'es-security-runas-user': 'elastic' }))
      expect(identity.effective?.username).toBe('jack')
      await other.close()
    })
  })

  describe('second identity', () => {
    const authorization = basic('jack', 'jack-password')

    it('travels beside the first', async () => {
      const identity = await identify({ authorization, 'es-secondary-authorization': basic('jill', 'jill-password') })
      expect(actingSubject(identity).username).toBe('jack')
      expect(identity.secondary && actingSubject(identity.secondary).username).toBe('jill')
    })

    it('fails the whole request, with the challenge in the cause only', async () => {
      const failing = identify({ authorization, 'es-secondary-authorization': basic('jill', 'wrong') })
      await expect(failing).rejects.toMatchObject({
        status: 401,
        message: 'Failed to authenticate secondary user',
        details: { causedBy: { message: 'unable to authenticate user [jill] for REST request [/x?y=1]', status: 401 } },
      })
      const error = await failing.catch((caught: { details: object }) => caught)
      expect(error).not.toHaveProperty('details.headers')
    })

    it('is not looked at where the first one fails', async () => {
      const before = node.identity.passwords.checks
      const both = { authorization: basic('jack', 'wrong'), 'es-secondary-authorization': basic('jill', 'wrong') }
      await expect(identify(both)).rejects.toThrow('unable to authenticate user [jack]')
      expect(node.identity.passwords.checks).toBe(before + 1)
    })
  })
})

describe('anonymous access', () => {
  let node: Node
  beforeAll(async () => {
    node = await openNode({ anonymous: { username: '_anon', roles: ['viewer'] }, tokens: false })
    await node.addUser('rita', 'rita-password', { roles: ['writer'] })
  })
  afterAll(() => node.close())

  const identify = (headers: Record<string, string>) => node.authenticator.identify(fakeHead(headers))
  const anonymous = {
    kind: 'anonymous',
    username: '_anon',
    roles: ['viewer'],
    realm: { name: '__anonymous', type: '__anonymous' },
    authenticationType: 'anonymous',
  }

  it.each(['', 'Basic', 'Digest abc', 'Bearer', 'ApiKey', 'nonsense'])(
    'is for who gives no credentials: %j',
    async (authorization) => {
      const identity = await identify({ authorization })
      expect(identity.authenticating).toMatchObject(anonymous)
      expect(identity.authenticating.metadata.get('_reserved')).toBe(true)
    },
  )

  it.each(['Bearer x', 'ApiKey x', basic('elastic', 'x'), basic('', ''), 'Basic !!!'])(
    'is not for who gives wrong ones: %j',
    async (authorization) => {
      await expect(identify({ authorization })).rejects.toMatchObject({ status: 401 })
    },
  )

  it('cannot run as anybody, nor be a second identity', async () => {
    const identity = await identify({ 'es-security-runas-user': 'elastic' })
    expect(identity.effective).toMatchObject(anonymous)
    expect(identity).not.toHaveProperty('runAs')
    await expect(identify({ 'es-secondary-authorization': 'Digest x' })).rejects.toThrow('Failed to authenticate secondary user')
  })

  it('gives its roles to everybody', async () => {
    const identity = await identify({ authorization: basic('rita', 'rita-password') })
    expect(identity.authenticating.roles).toEqual(['writer', 'viewer'])
  })

  it('takes no password, and its name is nobody else’s', async () => {
    await expect(identify({ authorization: basic('_anon', '') })).rejects.toMatchObject({ status: 401 })
    await expect(node.addUser('_anon', 'any-password')).rejects.toThrow(
      'user [_anon] is anonymous and cannot be modified via the API',
    )
    expect(node.identity.users.list(['_anon'])).toMatchObject([{ username: '_anon', roles: ['viewer'] }])
  })

  it('is asked to say who it is, instead of being refused, where the settings want that', async () => {
    const denial = forbidden('action [a] is unauthorized')
    const refusing: Authorizer = {
      authorize() {
        throw denial
      },
    }
    const call = { api: { action: 'cluster:monitor/main' } } as Call
    const asking = await openNode({ anonymous: { username: '_anon', roles: ['viewer'] }, authzException: false })
    await asking.addUser('rita', 'rita-password')
    const nobody = await asking.authenticator.identify(fakeHead())
    const rita = await asking.authenticator.identify(fakeHead({ authorization: basic('rita', 'rita-password') }))
    const guarded = asking.guard(refusing)
    expect(() => guarded.authorize(nobody, call)).toThrow(
      expect.objectContaining({
        status: 401,
        message: 'action [cluster:monitor/main] requires authentication',
        details: expect.objectContaining({ headers: { 'WWW-Authenticate': CHALLENGES } }),
      }),
    )
    expect(() => guarded.authorize(rita, call)).toThrow(denial)
    expect(node.guard(refusing)).toBe(refusing)
    await asking.close()
  })

  it('names only the challenges that would be understood', async () => {
    const refusal = await identify({ authorization: 'Bearer x' }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ details: { headers: { 'WWW-Authenticate': [CHALLENGES[0], CHALLENGES[2]] } } })
  })
})
