/** API keys at the first gate: which are taken, what each refusal says, and that a change counts with the next request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import type { CreatedApiKey, NewApiKey } from '../../src/identity/api-keys.ts'
import type { Identity } from '../../src/request/identity.ts'
import { fakeHead } from './fake-head.ts'
import { type Node, openNode } from './open-node.ts'

let node: Node

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const OWNER = {
  username: 'ann',
  realm: { name: 'default_native', type: 'native' },
  fullName: null,
  email: null,
  metadata: '{"a":1}',
}

const makeKey = (more: Partial<NewApiKey> = {}): Promise<CreatedApiKey> =>
  node.identity.apiKeys.create({
    name: 'k',
    type: 'rest',
    owner: OWNER,
    metadata: '{}',
    roles: '{}',
    limitedBy: '{"r":{"cluster":["monitor"]}}',
    ...more,
  })

const encode = ({ id }: { id: string }, secret: string): string => Buffer.from(`${id}:${secret}`).toString('base64')

const identify = (encoded: string, remoteAddress = '127.0.0.1'): Promise<Identity> =>
  node.authenticator.identify({ ...fakeHead({ Authorization: `ApiKey ${encoded}` }), remoteAddress })

const noteOf = async (attempt: Promise<unknown>): Promise<unknown> => {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ElasticError)
  return (error as ElasticError).details.members?.additional_unsuccessful_credentials ?? (error as ElasticError).reason
}

describe('an API key', () => {
  it('stands for its owner, within its rights', async () => {
    const key = await makeKey()
    const { authenticating } = await identify(encode(key, key.secret))
    expect(authenticating).toMatchObject({
      kind: 'api_key',
      username: 'ann',
      realm: { name: '_es_api_key' },
      apiKey: { id: key.id, name: 'k' },
      rights: { kind: 'descriptors', json: '{"r":{"cluster":["monitor"]}}' },
    })
  })

  it('is refused with the note of what is wrong', async () => {
    const key = await makeKey()
    const other = await makeKey({ expires: 1 })
    expect(await noteOf(identify(encode(key, 'x')))).toBe(`API key: invalid credentials for API key [${key.id}]`)
    expect(await noteOf(identify(encode({ id: 'none' }, 'x')))).toBe('API key: unable to find apikey with id none')
    expect(await noteOf(identify(encode(other, other.secret)))).toBe('API key: api key is expired')
    expect(await noteOf(identify(encode(other, 'wrong')))).toBe(`API key: invalid credentials for API key [${other.id}]`)
  })

  it('ends with the next request once it is invalidated, though its use was remembered', async () => {
    const key = await makeKey()
    await identify(encode(key, key.secret))
    await node.identity.apiKeys.change(key.id, (record) => ({ ...record, invalidated: 1 }))
    expect(await noteOf(identify(encode(key, key.secret)))).toBe(`API key: api key [${key.id}] has been invalidated`)
  })

  it('for other clusters opens nothing here', async () => {
    const key = await makeKey({ type: 'cross_cluster' })
    expect(await noteOf(identify(encode(key, key.secret)))).toBe(
      `authentication expected API key type of [rest], but API key [${key.id}] has type [cross_cluster]`,
    )
  })

  it('is taken from its networks only, whether or not its use is remembered', async () => {
    const key = await makeKey({ allowedCidrs: ['10.0.0.0/8', '2001:db8::/32'] })
    const refused = `API key: api key [${key.id}] may not be used from this address`
    expect(await noteOf(identify(encode(key, key.secret), '11.0.0.1'))).toBe(refused)
    await identify(encode(key, key.secret), '10.1.2.3')
    await identify(encode(key, key.secret), '::ffff:10.1.2.3')
    await identify(encode(key, key.secret), '2001:db8::7')
    expect(await noteOf(identify(encode(key, key.secret), '11.0.0.1'))).toBe(refused)
  })

  it('with the mark of its owner ends when he is disabled, and stays ended', async () => {
    await node.addUser('ann', 'a-password')
    const { apiKeys, users } = node.identity
    const ownerMark = node.realms.findHolder(OWNER.realm, 'ann')?.stamp.session as string
    const bound = await makeKey({ ownerMark })
    const free = await makeKey()
    await identify(encode(bound, bound.secret))
    await users.setEnabled('ann', false)
    expect(await noteOf(identify(encode(bound, bound.secret)))).toBe(`API key: the owner of api key [${bound.id}] is no more`)
    await users.setEnabled('ann', true)
    expect(await noteOf(identify(encode(bound, bound.secret)))).toBe(`API key: the owner of api key [${bound.id}] is no more`)
    await identify(encode(free, free.secret))
    expect(apiKeys.find(bound.id)?.invalidated).toBeUndefined()
  })

  it('keeps no secret in its record', async () => {
    const key = await makeKey()
    expect(JSON.stringify(node.identity.apiKeys.find(key.id))).not.toContain(key.secret)
  })
})
