/**
 * C67, C31: secrets go in through every door that takes one, well-formed or not; none comes out: not in a reply to another, not in an error,
 * not in the log at its most talkative, not in a file.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseHashAlgorithm } from '../../src/identity/hash-format.ts'
import { hashPassword } from '../../src/identity/password-hash.ts'
import { hashServiceSecret } from '../../src/realms/service-token-file.ts'
import { speak } from '../support/fake-front.ts'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const BOOTSTRAP = 'canary-bootstrap-2fd1'
const data = temporaryFolder()
/** Of the file realm: its hashes are secrets to everybody but its reader. */
const conf = temporaryFolder()
const replies: string[] = []
const secrets = new Set([BOOTSTRAP])
let node: SpawnedNode

const canary = (name: string): string => {
  const secret = `canary-${name}-7be3`
  secrets.add(secret)
  return secret
}
const basic = (username: string, password: string): string => {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64')
  secrets.add(encoded)
  return `Basic ${encoded}`
}
const elastic = basic('elastic', BOOTSTRAP)

async function ask(method: string, path: string, body?: string, authorization = elastic): Promise<number> {
  const response = await fetch(node.url + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  })
  replies.push(`${await response.text()} ${JSON.stringify([...response.headers])}`)
  return response.status
}

beforeAll(async () => {
  const hash = hashPassword(canary('filed'), parseHashAlgorithm('bcrypt4'))
  secrets.add(hash)
  secrets.add(hash.slice(7))
  writeFileSync(join(conf, 'users'), `filed:${hash}\nhalf:${canary('half-hash')}\n`)
  writeFileSync(join(conf, 'users_roles'), 'superuser:filed\n')
  const kept = hashServiceSecret(canary('service-in-file'))
  secrets.add(kept.replace('{SSHA256}', ''))
  writeFileSync(join(conf, 'service_tokens'), `elastic/kibana/filed:${kept}\nelastic/kibana/half:${canary('half-token')}\n`)
  const log = ['-E', 'sallyport.log.level=debug', '-E', `path.conf=${conf}`]
  node = await spawnNode({ data, password: BOOTSTRAP, args: log })
})
afterAll(() => {
  removeFolder(data)
  removeFolder(conf)
})

/** Where a secret is found, and which. */
function findSecrets(places: ReadonlyMap<string, string>): readonly string[] {
  return [...places].flatMap(([place, text]) =>
    [...secrets].filter((secret) => text.includes(secret)).map((secret) => `${place}: ${secret}`),
  )
}

function filesBelow(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return new Map(entries.map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]))
}

it('passwords in bodies, taken or refused', async () => {
  expect(await ask('PUT', '/_security/user/mara', `{"password":"${canary('created')}","roles":[]}`)).toBe(200)
  await ask('PUT', '/_security/user/mara/_password', `{"password":"${canary('changed')}"}`)
  await ask('POST', '/_security/user/_password', `{"password":"${canary('malformed')}",`)
  await ask('PUT', '/_security/user/jo', `{"password":"${canary('duplicate')}","password":"${canary('twice')}","roles":[]}`)
  await ask('PUT', '/_security/user/jo', `{"password":["${canary('array')}"],"roles":[]}`)
  await ask('PUT', '/_security/user/jo', `{"password":{"x":"${canary('object')}"},"roles":[]}`)
  await ask('PUT', '/_security/user/jo', `{"password_hash":"${canary('hash')}","roles":[]}`)
  await ask('PUT', '/_security/user/jo', `{"password":"${canary('unknown')}","roles":[],"nope":1}`)
  await ask('PUT', '/_security/user/jo', `{"password":"${canary('truncated')}`)
  await ask('PUT', '/_security/user/a%20/b', `{"password":"${canary('path')}"}`)
  await ask('PUT', '/_security/user/jo', `"${canary('scalar')}"`)
})

it('passwords in bodies of other forms', async () => {
  const send = async (type: string, body: string | Buffer): Promise<void> => {
    const headers = { authorization: elastic, 'content-type': type }
    const response = await fetch(`${node.url}/_security/user/jo`, {
      method: 'PUT',
      headers,
      body: new Uint8Array(Buffer.from(body)),
    })
    replies.push(await response.text())
  }
  await send('application/yaml', `password: "${canary('yaml')}\nroles: [`)
  await send('application/yaml', `password: *${canary('yaml-alias')}`)
  await send('application/yaml', `password: a\npassword: ${canary('yaml-twice')}`)
  await send('text/plain', `{"password":"${canary('plain')}"}`)
  await send(
    'application/json',
    Buffer.concat([Buffer.from(`{"password":"${canary('utf8')}`), Buffer.of(0xff), Buffer.from('"}')]),
  )
  const source = encodeURIComponent(`{"password":"${canary('source')}`)
  await ask('PUT', `/_security/user/jo?source_content_type=application/json&source=${source}`)
})

it('tokens and keys in bodies', async () => {
  await ask('POST', '/_security/oauth2/token', `{"grant_type":"password","username":"elastic","password":"${canary('grant')}"}`)
  await ask('POST', '/_security/oauth2/token', `{"grant_type":"refresh_token","refresh_token":"${canary('refresh')}"}`)
  await ask('POST', '/_security/oauth2/token', `{"grant_type":"password","password":"${canary('grant-malformed')}" x`)
  await ask('DELETE', '/_security/oauth2/token', `{"token":"${canary('invalidate')}"}`)
  const grant = { grant_type: 'password', username: 'elastic', password: canary('key-grant'), api_key: { name: 'k' } }
  await ask('POST', '/_security/api_key/grant', JSON.stringify(grant))
})

it('credentials in headers', async () => {
  await ask('GET', '/', undefined, basic('elastic', canary('wrong')))
  await ask('GET', '/', undefined, basic(canary('odd:user'), 'x'))
  await ask('GET', '/', undefined, `Bearer ${canary('bearer')}`)
  await ask('GET', '/', undefined, `ApiKey ${canary('apikey')}`)
  await ask('GET', '/', undefined, `ApiKey ${Buffer.from(`id:${canary('apikey-inside')}`).toString('base64')}`)
  await ask('GET', '/', undefined, `Basic ${canary('not-base64')}!`)
  await ask('GET', '/', undefined, `Negotiate ${canary('negotiate')}`)
  await ask('GET', '/', undefined, `${canary('no-scheme')}`)
  const port = Number(new URL(node.url).port)
  const raw = async (lines: string): Promise<void> => {
    replies.push((await speak(port, `GET / HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n`)).text)
  }
  await raw(`Authorization: Basic ${canary('first')}\r\nAuthorization: Basic ${canary('second')}`)
  await raw(`Authorization: ${elastic}\r\nes-secondary-authorization: Basic ${canary('secondary')}`)
  await raw(`Authorization: Basic ${canary('control')}\u0001`)
  await raw(`Authorization : ${canary('blank-before-colon')}`)
})

/** Issued secrets are shown to whoever asked for them, this once: the reply is not kept, what is in it is looked for from then on. */
async function issue(
  method: string,
  path: string,
  body: object | undefined,
  pick: (reply: Reply) => readonly string[],
): Promise<readonly string[]> {
  expect(await ask(method, path, body && JSON.stringify(body))).toBe(200)
  const text = (replies.pop() as string).replace(/ \[\[.*$/s, '')
  const issued = pick(JSON.parse(text) as Reply)
  for (const secret of issued) secrets.add(secret)
  return issued
}

// biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
type Reply = any

it('secrets that the node issues, and their use in every place', async () => {
  const [secret = '', encoded = ''] = await issue('POST', '/_security/api_key', { name: 'k' }, (r) => [r.api_key, r.encoded])
  const [id] = Buffer.from(encoded, 'base64').toString().split(':')
  const rotated = await issue('POST', `/_security/api_key/${id}/_rotate`, { grace_period: '1h' }, (r) => [r.api_key, r.encoded])
  const [access = '', refresh = ''] = await issue(
    'POST',
    '/_security/oauth2/token',
    { grant_type: 'password', username: 'elastic', password: BOOTSTRAP },
    (r) => [r.access_token, r.refresh_token],
  )
  const next = await issue('POST', '/_security/oauth2/token', { grant_type: 'refresh_token', refresh_token: refresh }, (r) => [
    r.access_token,
    r.refresh_token,
  ])
  const [service = ''] = await issue('POST', '/_security/service/elastic/kibana/credential/token/t', undefined, (r) => [
    r.token.value,
  ])
  secrets.add(Buffer.from(service, 'base64').toString().split(':').at(-1) as string)
  expect(secret).not.toBe('')

  const shown = [
    `ApiKey ${encoded}`,
    `ApiKey ${rotated[1]}`,
    `Bearer ${access}`,
    `Bearer ${next[0]}`,
    `Bearer ${service}`,
    basic('filed', 'canary-filed-7be3'),
  ]
  for (const authorization of shown) {
    expect(await ask('GET', '/_security/_authenticate', undefined, authorization)).toBe(200)
    await ask('GET', '/_security/user?explain=true', undefined, authorization)
    await ask('GET', '/_sallyport/whoami', undefined, authorization)
    const second = { authorization: elastic, 'es-secondary-authorization': authorization }
    const response = await fetch(`${node.url}/_sallyport/whoami`, { headers: second })
    expect(response.status).toBe(200)
    replies.push(await response.text())
  }
  const clone = { api_key: encoded, name: 'clone' }
  await issue('POST', '/_security/api_key/clone', clone, (r) => [r.api_key, r.encoded])
})

it('C38 work that outlives its request keeps who it is for, and no credential', async () => {
  await ask('PUT', '/idx/_doc/1?refresh=true', '{"a":1}')
  const headers = {
    authorization: elastic,
    'es-secondary-authorization': basic('filed', 'canary-filed-7be3'),
    'content-type': 'application/json',
    'x-opaque-id': 'opaque',
  }
  const body = '{"source":{"index":"idx"},"dest":{"index":"idx-2"}}'
  const response = await fetch(`${node.url}/_reindex?wait_for_completion=false`, { method: 'POST', headers, body })
  const { task } = (await response.json()) as { readonly task: string }
  expect(await ask('GET', `/_tasks/${task}?wait_for_completion=true`)).toBe(200)
  expect(await ask('GET', '/_tasks?detailed=true')).toBe(200)
})

it('secrets in the URL are no credentials, and are not logged', async () => {
  const before = replies.length
  for (const query of ['api_key', 'token', 'access_token', 'jwt', 'password', 'Authorization']) {
    expect(await ask('GET', `/?${query}=${canary(`query-${query}`)}`, undefined, '')).toBe(401)
    expect(await ask('GET', `/_search?${query}=${canary(`parameter-${query}`)}`)).toBe(400)
  }
  // Whoever sent the URL sees it quoted, as Elasticsearch does.
  replies.splice(before)
})

it('none of them comes out', async () => {
  for (const path of [
    '/_security/user',
    '/_security/_authenticate',
    '/_nodes',
    '/_nodes/stats',
    '/_cluster/settings?include_defaults',
    '/_security/api_key?with_limited_by=true',
    '/_security/_query/api_key',
    '/_security/service/elastic/kibana/credential',
    '/_sallyport/metrics',
    '/_sallyport/health',
    '/_sallyport/lockouts',
  ]) {
    expect(await ask('GET', path)).toBe(200)
  }
  expect(findSecrets(new Map(replies.map((reply) => [reply, reply])))).toEqual([])
  await node.end()
  const log = node.errors()
  expect(log).toContain('authentication_failed')
  // The faults of the files are told, without what stands in them.
  expect(log).toContain('lines are skipped')
  expect(
    findSecrets(
      new Map([
        ['log', log],
        ['output', node.output()],
      ]),
    ),
  ).toEqual([])
  const files = filesBelow(data)
  expect([...files.values()].some((text) => text.includes('mara'))).toBe(true)
  expect(findSecrets(files)).toEqual([])
})
