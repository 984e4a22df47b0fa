/** What the gateway is compared with: an upstream that does next to nothing, and proxies before it. Each runs in a process of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Running {
  readonly url: string
  stop(): void
}

/** Of packages that are no dependency here; see bench/README.md. */
const MODULES = process.env.SALLYPORT_BENCH_MODULES ?? ''
const ROOT = new URL('../../', import.meta.url).pathname

export const DOCUMENT = JSON.stringify({
  _index: 'books',
  _id: '1',
  _version: 1,
  found: true,
  _source: { title: 'The Magic Mountain', year: 1924 },
})
const INDEX = { state: 'open', settings: { index: { uuid: 'u' } } }
/** What a gateway asks for names, and the replies to what is measured. */
const ANSWERS: Readonly<Record<string, string>> = {
  '= /': JSON.stringify({ version: { number: '9.5.3' } }),
  '= /_cluster/state/version': JSON.stringify({ version: 1, state_uuid: 'a', cluster_uuid: 'b' }),
  '/_cluster/state/metadata': JSON.stringify({ metadata: { indices: { books: INDEX } } }),
  '= /_all/_alias': JSON.stringify({ books: { aliases: {} } }),
  '/books/': DOCUMENT,
}

/** nginx of the system, one process; undefined where there is none. */
export async function nginx(folder: string): Promise<Running | undefined> {
  if (!isInstalled('nginx')) return undefined
  const port = somePort()
  const locations = Object.entries(ANSWERS).map(([place, body]) => `location ${place} { return 200 '${body}'; }`)
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http { access_log off; default_type application/json; keepalive_requests 100000000; client_max_body_size 0; client_body_temp_path ${folder}/body;
server { listen 127.0.0.1:${port}; ${locations.join('\n')} } }`,
  )
  return started(spawn('nginx', ['-c', file, '-e', `${folder}/error.log`], { stdio: 'ignore' }), port)
}

/** Takes bulks apart as far as to count them; everything else as nginx would. */
export const nodeUpstream = (): Promise<Running> =>
  script(`import { createServer } from 'node:http'
const answers = ${JSON.stringify(Object.entries(ANSWERS).map(([place, body]) => [place.replace('= ', ''), body]))}
createServer((request, response) => {
  let lines = 0
  request.on('data', (chunk) => { for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++ })
  request.on('end', () => {
    const item = '{"index":{"_index":"books","_id":"1","_version":1,"result":"created","_seq_no":0,"_primary_term":1,"status":201}}'
    const [, fixed] = answers.find(([place]) => request.url.split('?')[0] === place || (place.length > 1 && request.url.startsWith(place) && place.endsWith('/') || place.endsWith('metadata') && request.url.startsWith(place))) ?? []
    const body = request.url.startsWith('/_bulk') ? '{"took":1,"errors":false,"items":[' + Array(lines >> 1).fill(item).join() + ']}' : fixed ?? '{}'
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  })
}).listen(PORT, '127.0.0.1')`)

/** Nothing but \`Pool.dispatch\`. */
export const bareProxy = (upstream: string): Promise<Running> =>
  script(`import { createServer } from 'node:http'
import { Pool } from '${ROOT}node_modules/undici/index.js'
const pool = new Pool('${upstream}', { connections: 64 })
createServer((request, response) => {
  const hasBody = request.method !== 'GET'
  pool.dispatch({ method: request.method, path: request.url, headers: { accept: 'application/json', ...(hasBody && { 'content-type': request.headers['content-type'] }) }, body: hasBody ? request : null }, {
    onRequestStart() {},
    onResponseStart(controller, status, headers) { response.writeHead(status, { 'content-type': headers['content-type'], 'content-length': headers['content-length'] }) },
    onResponseData(controller, chunk) { response.write(chunk) },
    onResponseEnd() { response.end() },
    onResponseError(controller, error) { response.destroy(error) },
  })
}).listen(PORT, '127.0.0.1')`)

export const fastifyProxy = (upstream: string): Promise<Running> | undefined =>
  fromModules(
    '@fastify/http-proxy',
    `const server = require('fastify')()
server.register(require('@fastify/http-proxy'), { upstream: '${upstream}', undici: { connections: 64 } })
server.listen({ port: PORT, host: '127.0.0.1' })`,
  )

export const httpxy = (upstream: string): Promise<Running> | undefined =>
  fromModules(
    'httpxy',
    `const { createProxyServer } = await import(require.resolve('httpxy'))
const { createServer, Agent } = await import('node:http')
const proxy = createProxyServer({ agent: new Agent({ keepAlive: true }) })
createServer((request, response) => proxy.web(request, response, { target: '${upstream}' }).catch(() => response.destroy())).listen(PORT, '127.0.0.1')`,
  )

/** caddy of the system with a bcrypt hash of this password; it remembers what it checked. */
export async function caddy(upstream: string, user: string, password: string, folder: string): Promise<Running | undefined> {
  if (!isInstalled('caddy')) return undefined
  const port = somePort()
  const hash = execFileSync('caddy', ['hash-password', '--plaintext', password], { encoding: 'utf8' }).trim()
  const file = join(folder, 'Caddyfile')
  writeFileSync(
    file,
    `{\n  admin off\n  auto_https off\n}\nhttp://127.0.0.1:${port} {\n  basicauth {\n    ${user} ${hash}\n  }\n  reverse_proxy ${upstream}\n}\n`,
  )
  const env = { ...process.env, HOME: folder }
  return started(spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: 'ignore', env }), port)
}

const isInstalled = (command: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, command)))

function fromModules(name: string, code: string): Promise<Running> | undefined {
  if (MODULES === '' || !existsSync(join(MODULES, 'node_modules', name))) return undefined
  return script(
    `import { createRequire } from 'node:module'\nconst require = createRequire('${join(MODULES, 'package.json')}')\n${code}`,
  )
}

function script(code: string): Promise<Running> {
  const port = somePort()
  const args = ['--input-type=module', '-e', code.replaceAll('PORT', String(port))]
  return started(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }), port)
}

const somePort = (): number => 20_000 + Math.floor(Math.random() * 20_000)

async function started(child: ChildProcess, port: number): Promise<Running> {
  const url = `http://127.0.0.1:${port}`
  for (let left = 100; left > 0; left--) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isThere) return { url, stop: () => child.kill() }
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill()
  if (child.exitCode === null) await once(child, 'exit')
  throw new Error(`[${child.spawnargs[0]}] does not listen on ${url}`)
}
