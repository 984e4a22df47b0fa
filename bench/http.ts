/** What the front and the two gates cost: security on against off, and the front against bare `node:http` answering the same bytes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { removeFolder, spawnNode, temporaryFolder } from '../test/support/spawned-node.ts'
import { compare } from './support/load.ts'

const PASSWORD = 'a-password-for-benches'
const authorization = `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`

const folders = [temporaryFolder(), temporaryFolder()]
const secured = await spawnNode({ data: folders[0]!, password: PASSWORD })
const open = await spawnNode({ data: folders[1]!, args: ['-E', 'xpack.security.enabled=false'] })

for (const [url, headers] of [
  [secured.url, { authorization }],
  [open.url, {}],
] as const) {
  await fetch(`${url}/books/_doc/1?refresh=true`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'The Magic Mountain', year: 1924 }),
  })
}

const reply = Buffer.from(await (await fetch(`${open.url}/`)).arrayBuffer())
const bare = spawn(process.execPath, ['--input-type=module', '-e', bareServer(reply.toString('base64'))], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [port] = (await once(bare.stdout!, 'data')) as [Buffer]
const bareUrl = `http://127.0.0.1:${port.toString().trim()}`

try {
  for (const path of ['/', '/books/_doc/1']) {
    await compare(
      `security on / off, GET ${path}`,
      { name: 'on', url: secured.url + path, headers: { authorization } },
      { name: 'off', url: open.url + path },
    )
  }
  await compare('front / bare node:http, GET /', { name: 'front', url: `${open.url}/` }, { name: 'bare', url: `${bareUrl}/` })
} finally {
  bare.kill()
  await Promise.all([secured.end(), open.end()])
  folders.forEach(removeFolder)
}

/** A server that does nothing but answer those bytes with the same headers. */
function bareServer(base64: string): string {
  return `import { createServer } from 'node:http'
const body = Buffer.from('${base64}', 'base64')
const server = createServer((request, response) => {
  response.writeHead(200, { 'X-elastic-product': 'Elasticsearch', 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`
}
