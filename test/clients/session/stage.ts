/**
 * The stage on which every client library plays the same session: a node of the built command with users, tokens and keys,
 * and the brief that tells a session what to do. A new kind of credential is one entry of `credentialsOf`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@elastic/elasticsearch'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../../support/spawned-node.ts'

const PASSWORD = 'a-password-for-tests'
interface User {
  readonly username: string
  readonly password: string
}

const SERVICE = { namespace: 'fleet', service: 'importer' }

/** How a client presents itself: `scheme` picks the option of the library, `name` tells credentials of one scheme apart. */
export type Credential = { readonly name: string } & (
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly username: string; readonly password: string }
  | { readonly scheme: 'bearer' | 'api_key'; readonly secret: string }
)

export interface Document {
  readonly id: string
  readonly name: string
  readonly country: string
}

/** What a session reads, as JSON, from its standard input. */
export interface Brief {
  readonly url: string
  /** The file of the authority to trust. */
  readonly ca?: string
  readonly documents: readonly Document[]
  /** Each of these does everything: info, create, bulk, get, search, count, the errors 404, 409 and 400, delete. */
  readonly credentials: readonly Credential[]
  /** Each of these asks for the info of the node and is refused with 401. */
  readonly refused: readonly Credential[]
  /** Somebody known who may not create an index: 403. */
  readonly powerless: Credential
  /** Values of `es-secondary-authorization` sent beside the first of `credentials`. */
  readonly secondary: readonly { readonly name: string; readonly header: string }[]
}

export interface Stage {
  readonly brief: Brief
  end(): Promise<void>
}

export interface StageOptions {
  readonly tls: boolean
  /** Nodes of a cluster that the node is a gateway before. */
  readonly upstream?: readonly string[]
}

export async function setStage({ tls, upstream }: StageOptions): Promise<Stage> {
  const data = temporaryFolder()
  const args = [...(tls ? ['--tls'] : []), ...(upstream ? ['--upstream', upstream.join(',')] : [])]
  const node = await spawnNode({ data, password: PASSWORD, args })
  const end = async (): Promise<void> => {
    await node.end()
    removeFolder(data)
  }
  try {
    return { brief: await briefOf(node, tls ? join(data, 'certs', 'http_ca.crt') : undefined), end }
  } catch (error) {
    await end()
    throw error
  }
}

async function briefOf({ url }: SpawnedNode, ca: string | undefined): Promise<Brief> {
  const trust = ca === undefined ? {} : { tls: { ca: readFileSync(ca) } }
  const admin = new Client({ node: url, auth: { username: 'elastic', password: PASSWORD }, ...trust })
  const indices = [{ names: ['client-*'], privileges: ['all' as const] }]
  await admin.security.putRole({ name: 'clerk', cluster: ['monitor', 'manage_own_api_key'], indices })
  await admin.security.putRole({ name: 'visitor', cluster: ['monitor'] })
  await admin.security.putUser({ username: 'clerk', password: PASSWORD, roles: ['clerk'] })
  await admin.security.putUser({ username: 'visitor', password: PASSWORD, roles: ['visitor'] })
  const credentials = await credentialsOf(admin)
  await admin.close()
  return {
    url,
    ...(ca === undefined ? {} : { ca }),
    documents: [
      { id: '1', name: 'Heidelberg', country: 'DE' },
      { id: '2', name: 'Aix-en-Provence', country: 'FR' },
      { id: '3', name: '東京', country: 'JP' },
    ],
    credentials,
    refused: [
      { name: 'nothing', scheme: 'none' },
      { name: 'wrong-password', scheme: 'basic', username: 'visitor', password: 'wrong' },
      { name: 'unknown-token', scheme: 'bearer', secret: 'AAEAAWZsZWV0L2ltcG9ydGVyL3Vua25vd246c2VjcmV0' },
      { name: 'unknown-key', scheme: 'api_key', secret: Buffer.from('unknown-id:unknown-secret').toString('base64') },
    ],
    powerless: { name: 'visitor', scheme: 'basic', username: 'visitor', password: PASSWORD },
    secondary: [
      ...credentials.map((credential) => ({ name: credential.name, header: authorizationOf(credential) })),
      { name: 'wrong', header: basic('visitor', 'wrong') },
    ],
  }
}

async function credentialsOf(admin: Client): Promise<readonly Credential[]> {
  const user = { username: 'clerk', password: PASSWORD }
  const granted = await admin.security.getToken({ grant_type: 'password', ...user })
  await admin.transport.request({
    method: 'PUT',
    path: `/_security/service/${SERVICE.namespace}/${SERVICE.service}`,
    body: { roles: ['clerk'] },
  })
  const { token } = await admin.security.createServiceToken({ ...SERVICE, name: 'mine' })
  return [
    { name: 'basic', scheme: 'basic', ...user },
    { name: 'access-token', scheme: 'bearer', secret: granted.access_token },
    { name: 'service-token', scheme: 'bearer', secret: token.value },
    { name: 'api-key', scheme: 'api_key', secret: await apiKeyOf(admin, user) },
  ]
}

/** A key of the user's own making, with all his rights. */
async function apiKeyOf(admin: Client, { username, password }: User): Promise<string> {
  const headers = { authorization: basic(username, password) }
  const { encoded } = await admin.security.createApiKey({ name: 'client' }, { headers })
  return encoded
}

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** The value of `Authorization`, empty for nobody. */
export function authorizationOf(credential: Credential): string {
  if (credential.scheme === 'none') return ''
  if (credential.scheme === 'basic') return basic(credential.username, credential.password)
  return `${credential.scheme === 'bearer' ? 'Bearer' : 'ApiKey'} ${credential.secret}`
}
