/**
 * The plug is pulled between a change of credentials and its answer: what was acknowledged holds, what was not is whole or absent, and nobody
 * is let in whose end was acknowledged.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { basic } from '../authn/fake-head.ts'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const PASSWORD = 'a-password-for-tests'
const KILLS = 4
/** Wrong passwords are tried below by the hundred. */
const FAST = ['-E', 'xpack.security.authc.password_hashing.algorithm=bcrypt4', '-E', 'sallyport.lockout.enabled=false']
const OLD = 'the-old-password'
const NEW = 'the-new-password'

let data: string
beforeAll(() => {
  data = temporaryFolder()
})
afterAll(() => removeFolder(data))

const open = (): Promise<SpawnedNode> => spawnNode({ data, password: PASSWORD, args: FAST })

/** undefined: the node died first. */
async function send(url: string, authorization: string, method: string, path: string, body?: object) {
  try {
    const response = await fetch(url + path, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: answers of several APIs, looked at member by member
    return { status: response.status, body: (await response.json()) as any }
  } catch {
    return undefined
  }
}
const ELASTIC = basic('elastic', PASSWORD)
type Answer = Awaited<ReturnType<typeof send>>

/** What one user went through before the plug was pulled; each member is set once its answer had come. */
interface Story {
  readonly username: string
  created?: true
  changing?: true
  changed?: true
  accessToken?: string
  key?: string
  serviceToken?: string
  /** Its deletion was asked for; and acknowledged. */
  endingService?: true
  serviceEnded?: true
  endingKey?: true
  keyEnded?: true
}

async function liveUntilDeath(url: string, username: string): Promise<Story> {
  const story: Story = { username }
  const admin = (method: string, path: string, body?: object) => send(url, ELASTIC, method, path, body)
  if (!(await admin('PUT', `/_security/user/${username}`, { password: OLD, roles: ['superuser'] }))) return story
  story.created = true
  const made = await admin('POST', `/_security/service/elastic/kibana/credential/token/${username}`)
  if (!made) return story
  story.serviceToken = made.body.token.value
  const key = await send(url, basic(username, OLD), 'POST', '/_security/api_key', { name: username })
  if (!key) return story
  story.key = key.body.encoded
  story.changing = true
  if (!(await admin('PUT', `/_security/user/${username}/_password`, { password: NEW }))) return story
  story.changed = true
  const grant = { grant_type: 'password', username, password: NEW }
  const granted = await admin('POST', '/_security/oauth2/token', grant)
  if (!granted) return story
  story.accessToken = granted.body.access_token
  story.endingService = true
  if (!(await admin('DELETE', `/_security/service/elastic/kibana/credential/token/${username}`))) return story
  story.serviceEnded = true
  story.endingKey = true
  if (await admin('DELETE', '/_security/api_key', { ids: [key.body.id] })) story.keyEnded = true
  return story
}

it(`neither loses nor revives a credential over ${KILLS} kills`, { timeout: 120_000 }, async () => {
  let stories = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const node = await open()
    const running = Array.from({ length: 60 }, (_, n) => liveUntilDeath(node.url, `user-${kill}-${n}`))
    await wait(150 + Math.floor(Math.random() * 600))
    await node.end('SIGKILL')
    const told = await Promise.all(running)
    const again = await open()
    for (const story of told) await check(again.url, story)
    stories += told.filter(({ created }) => created).length
    expect(again.errors()).not.toMatch(/"level":[56]0/)
    await again.end()
  }
  expect(stories).toBeGreaterThan(0)
})

async function check(url: string, story: Story): Promise<void> {
  const status = async (authorization: string): Promise<number | undefined> =>
    (await send(url, authorization, 'GET', '/_security/_authenticate'))?.status
  const shown: Answer = await send(url, ELASTIC, 'GET', `/_security/user/${story.username}`)
  const logins = [await status(basic(story.username, OLD)), await status(basic(story.username, NEW))]
  if (shown?.status === 404) {
    expect([story, logins]).toEqual([{ username: story.username }, [401, 401]])
    return
  }
  expect(shown?.body[story.username]).toMatchObject({ roles: ['superuser'], enabled: true })
  if (story.changed) expect(logins, JSON.stringify(story)).toEqual([401, 200])
  else if (story.changing) expect([...logins].sort(), JSON.stringify(story)).toEqual([200, 401])
  else expect(logins, JSON.stringify(story)).toEqual([200, 401])
  if (story.accessToken) expect(await status(`Bearer ${story.accessToken}`)).toBe(200)
  if (story.serviceToken && (story.serviceEnded || !story.endingService))
    expect(await status(`Bearer ${story.serviceToken}`)).toBe(story.serviceEnded ? 401 : 200)
  if (story.key && (story.keyEnded || !story.endingKey))
    expect(await status(`ApiKey ${story.key}`)).toBe(story.keyEnded ? 401 : 200)
}
