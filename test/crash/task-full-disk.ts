/** The child of the full-disk test: copies on a small disk until it is full, makes room, copies again; tells what it saw as one line of JSON. */
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start } from '../../src/index.ts'

const folder = process.argv[2]!
const ballast = join(folder, 'ballast')
const PASSWORD = 'a-password-for-tests'
const node = await start({ data: join(folder, 'data'), password: PASSWORD })

// biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
async function call(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${node.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return response.json()
}

const DOCS = 4000
for (let at = 0; at < DOCS; at += 500) {
  const lines = Array.from(
    { length: 500 },
    (_, n) => `{"index":{"_id":"${at + n}"}}\n{"n":${at + n},"text":"${'x'.repeat(400)}"}\n`,
  )
  await call('POST', '/source/_bulk', lines.join(''))
}
await call('POST', '/source/_refresh')

const copy = { source: { index: 'source', size: 50 }, dest: { index: 'copy', op_type: 'create' }, conflicts: 'proceed' }
const { bavail, bsize } = statfsSync(folder)
// Room for a part of the copy.
writeFileSync(ballast, Buffer.alloc(bavail * bsize - 700_000, 1))
const { task } = await call('POST', '/_reindex?wait_for_completion=false', copy)
const ended = await call('GET', `/_tasks/${task}?wait_for_completion=true&timeout=30s`)
const found = async () => {
  await call('POST', '/copy/_refresh')
  const { hits } = await call('GET', '/copy/_search?size=10000&version=true&_source=n')
  const list = hits.hits as readonly { _id: string; _version: number }[]
  return { count: list.length, versions: [...new Set(list.map(({ _version }) => _version))] }
}
const whileFull = { reads: (await call('GET', '/source/_count')).count, listed: (await call('GET', '/_sallyport/tasks')).total }
rmSync(ballast)
const partly = await found()
const again = await call('POST', '/_reindex', copy)
const whole = await found()
await node.stop()
process.stdout.write(JSON.stringify({ docs: DOCS, ended, whileFull, partly, again, whole }))
