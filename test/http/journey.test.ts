import { afterEach, describe, expect, it } from 'vitest'
import { ElasticError, indexNotFound } from '../../src/core/errors.ts'
import { JsonDouble, RawJson } from '../../src/core/json/output.ts'
import type { ServerEvent } from '../../src/observe/events.ts'
import { ok, TextBody } from '../../src/request/reply.ts'
import {
  FAKE_APIS,
  type Front,
  type FrontOptions,
  fakeApi,
  missingCredentials,
  speak,
  startFront,
} from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

async function start(options?: FrontOptions): Promise<Front> {
  front = await startFront(options)
  return front
}

const JSON_TYPE = { 'content-type': 'application/json' }

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const response = await fetch(front!.url + path, { method, headers, body: body === undefined ? null : Buffer.from(body) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
}

describe('order of the journey', () => {
  const refuseAll = { identify: () => Promise.reject(missingCredentials()) }

  it.each([
    ['GET', '/'],
    ['GET', '/a/b/c/d'],
    ['PATCH', '/t/_search'],
    ['GET', '/t/_search?nope=1'],
    ['GET', '/_nodes?error_trace=maybe'],
  ])('%s %s tells nobody without credentials anything but 401', async (method, path) => {
    await start({ gates: refuseAll })
    const { status, headers, json } = await ask(method, path)
    expect(status).toBe(401)
    expect(headers.get('x-elastic-product')).toBe('Elasticsearch')
    expect(headers.get('www-authenticate')).toBe('Basic realm="security", charset="UTF-8", ApiKey')
    expect(json().error.header).toEqual({ 'WWW-Authenticate': ['Basic realm="security", charset="UTF-8"', 'ApiKey'] })
  })

  it('answers 401 without a stack trace, whatever is asked', async () => {
    await start({ gates: refuseAll })
    expect((await ask('GET', '/?error_trace')).text).not.toContain('stack_trace')
  })

  it('reads the body behind the first gate only', async () => {
    const order: string[] = []
    const apis = [fakeApi('x', ['POST /x'], 'required', (request) => ok(String(request.body.bytes.length)))]
    await start({
      apis,
      gates: {
        identify: async () => {
          order.push('identify')
          return {} as never
        },
        perform: async () => {
          order.push('perform')
          return ok(null)
        },
      },
    })
    const held = await speak(
      front!.port,
      'POST /x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n',
    )
    expect(held.text).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    expect(order).toEqual(['identify'])
  })

  it('does not ask a refused client for its body, and ends the connection', async () => {
    await start({ gates: refuseAll })
    const head =
      'POST /t/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'
    const { text, isClosed } = await speak(front!.port, head)
    expect(text).toMatch(/^HTTP\/1\.1 401/)
    expect(text).not.toContain('100 Continue')
    expect(isClosed).toBe(true)
  })

  it('keeps the connection of a refused client whose body is soon over', async () => {
    await start({ gates: refuseAll })
    const request = `POST /t/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{ }`
    const { text, isClosed } = await speak(front!.port, request + request)
    expect(text.match(/HTTP\/1\.1 401/g)).toHaveLength(2)
    expect(isClosed).toBe(false)
  })
})

describe('unmatched requests', () => {
  it('name the methods that a path knows', async () => {
    await start()
    const { status, headers, json } = await ask('PUT', '/t/_search?pretty', JSON_TYPE, '{}')
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe('GET,POST')
    expect(json()).toEqual({
      error: 'Incorrect HTTP method for uri [/t/_search?pretty] and method [PUT], allowed: [GET, POST]',
      status: 405,
    })
  })

  it('say that nobody handles a path', async () => {
    await start()
    expect(await ask('GET', '/a/b/c/d?x=1')).toMatchObject({
      status: 400,
      text: '{"error":"no handler found for uri [/a/b/c/d?x=1] and method [GET]"}',
    })
    expect((await ask('GET', '/a/b/c/d?format=yaml')).text).toBe(
      '---\nerror: "no handler found for uri [/a/b/c/d?format=yaml] and method [GET]"\n',
    )
  })

  it('are not filtered', async () => {
    await start()
    expect((await ask('GET', '/a/b/c/d?filter_path=x')).text).toContain('no handler found')
    expect((await ask('PUT', '/t/_search?filter_path=x')).json().status).toBe(405)
  })

  it('answer OPTIONS with what is allowed, to anybody', async () => {
    await start({ gates: { identify: () => Promise.reject(missingCredentials()) } })
    const { status, headers, text } = await ask('OPTIONS', '/t/_doc/1?foo=1')
    expect([status, headers.get('allow'), text]).toEqual([200, 'GET,POST,PUT,DELETE,HEAD', ''])
    expect(headers.get('content-type')).toBe('text/plain; charset=UTF-8')
    expect((await ask('OPTIONS', '/a/b/c/d')).headers.get('allow')).toBeNull()
  })
})

describe('parameters', () => {
  it.each([
    ['/t/_search?foo=bar', 'contains unrecognized parameter: [foo]'],
    ['/t/_search?siez=3', 'contains unrecognized parameter: [siez]'],
    ['/t/_search?foo=1&bar=2', 'contains unrecognized parameters: [bar], [foo]'],
    [
      '/t/_search?routin=1&sourc=1',
      'contains unrecognized parameters: [routin] -> did you mean [routing]?, [sourc] -> did you mean any of [_source, sort]?',
    ],
    ['/t/_search?__proto__=1', 'contains unrecognized parameter: [__proto__]'],
    ['/t/_search?_method=DELETE', 'contains unrecognized parameter: [_method]'],
    ['/t/_search?source_content_type=application/json', 'contains unrecognized parameter: [source_content_type]'],
  ])('%s %s', async (path, reason) => {
    await start()
    const { status, json } = await ask('GET', path)
    expect(status).toBe(400)
    expect(json().error.reason).toBe(`request [/t/_search] ${reason}`)
  })

  it.each(['pretty', 'human'])('%s takes true and false only', async (name) => {
    await start()
    expect((await ask('GET', `/?${name}=maybe`)).json().error.reason).toBe(
      'Failed to parse value [maybe] as only [true] or [false] are allowed.',
    )
    expect((await ask('GET', `/?${name}=false`)).status).toBe(200)
  })

  it('error_trace adds stacks without folders of the machine', async () => {
    await start()
    const { json } = await ask('GET', '/t/_search?foo&error_trace=true')
    expect(json().error.stack_trace).toMatch(/^IllegalArgumentException: request \[\/t\/_search\] contains/)
    expect(json().error.root_cause[0].stack_trace).toContain('\tat ')
    expect(json().error.stack_trace).not.toContain(process.cwd())
    expect((await ask('GET', '/?error_trace=x')).json()).toEqual({
      error: 'Failed to parse value [x] as only [true] or [false] are allowed.',
      status: 400,
    })
  })

  it('source stands for a body, with the same checks', async () => {
    await start()
    const typed = '&source_content_type=application/json'
    expect((await ask('GET', `/t/_search?source=${encodeURIComponent('{"size":0}')}${typed}`)).json().body).toEqual({ size: 0 })
    expect((await ask('GET', '/t/_search?source={}')).json().error.reason).toBe(
      'Validation Failed: 1: source and source_content_type parameters are required;',
    )
    expect((await ask('GET', '/t/_search?source={}&source_content_type=text/plain')).json().error.reason).toBe(
      'Validation Failed: 1: Unknown value for source_content_type [text/plain];',
    )
    expect((await ask('GET', `/t/_search?source=${typed}`)).json().error.reason).toBe('Expected [START_OBJECT] but found [null]')
    expect((await ask('POST', `/t/_search?source={}${typed}`, JSON_TYPE, '{}')).json().error.reason).toBe(
      'request [/t/_search] contains unrecognized parameters: [source] -> did you mean [_source]?, [source_content_type]',
    )
    expect((await ask('GET', `/t/_doc/1?source={}${typed}`)).json().error.reason).toBe(
      'request [/t/_doc/1] contains unrecognized parameters: [source] -> did you mean [_source]?, [source_content_type]',
    )
  })
})

describe('bodies', () => {
  it('are required, optional or refused as the API says', async () => {
    await start()
    expect((await ask('PUT', '/t/_doc/1')).json().error).toMatchObject({
      type: 'parse_exception',
      reason: 'request body is required',
    })
    expect((await ask('PUT', '/t/_doc/1', JSON_TYPE, '')).json().error.reason).toBe('request body is required')
    expect((await ask('POST', '/_bulk')).json().error.reason).toBe('request body is required')
    expect((await ask('POST', '/t/_search')).status).toBe(200)
    expect((await ask('DELETE', '/t/_doc/1', JSON_TYPE, '{}')).json().error.reason).toBe(
      'request [DELETE /t/_doc/1] does not support having a body',
    )
    expect((await ask('DELETE', '/t/_doc/1', { 'content-type': 'text/plain' }, '{}')).status).toBe(406)
  })

  it('may come with GET', async () => {
    await start()
    const request = 'GET /t/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"size":0}'
    expect((await speak(front!.port, request)).text).toContain('"body":{"size":0}')
  })

  it('keep numbers and members as they came', async () => {
    await start()
    const body = '{"n":9007199254740993,"d":1.10,"e":1e400,"z":-0,"10":1,"2":2,"__proto__":{"a":1}}'
    expect((await ask('PUT', '/t/_doc/1', JSON_TYPE, body)).text).toContain(`"body":${body}`)
  })
})

describe('replies', () => {
  const apis = [
    ...FAKE_APIS,
    fakeApi('text', ['GET /text'], 'none', () => ({ status: 200, body: new TextBody('a b\n') })),
    fakeApi('empty', ['GET /empty', 'HEAD /empty'], 'none', () => ({ status: 404 })),
    fakeApi('created', ['POST /created'], 'none', () => ({
      status: 201,
      headers: { Location: '/x' },
      body: { score: new JsonDouble(1) },
    })),
    fakeApi('raw', ['GET /raw'], 'none', () => ok({ _source: new RawJson(Buffer.from('{"num": 1.10, "é":[]}')) })),
    fakeApi('big', ['GET /big'], 'none', () => ok({ text: 'x'.repeat(100_000) })),
    fakeApi('missing', ['GET /missing'], 'none', () => {
      throw indexNotFound('missing')
    }),
    fakeApi('defect', ['GET /defect'], 'none', () => {
      throw new TypeError('secret of the machine')
    }),
  ]

  it('carry text, nothing, headers and raw bytes', async () => {
    await start({ apis })
    const text = await ask('GET', '/text?filter_path=x&pretty')
    expect([text.text, text.headers.get('content-type')]).toEqual(['a b\n', 'text/plain; charset=UTF-8'])
    const head = await ask('HEAD', '/empty')
    expect([head.status, head.headers.get('content-length'), head.headers.get('content-type')]).toEqual([
      404,
      '0',
      'application/json',
    ])
    const created = await ask('POST', '/created')
    expect([created.status, created.headers.get('location'), created.text]).toEqual([201, '/x', '{"score":1.0}'])
    expect((await ask('GET', '/raw')).text).toBe('{"_source":{"num": 1.10, "é":[]}}')
    expect((await ask('GET', '/raw?pretty')).text).toBe('{\n  "_source" : {\n    "num" : 1.10,\n    "é" : [ ]\n  }\n}\n')
    expect((await ask('GET', '/raw?filter_path=_source.num')).text).toBe('{"_source":{"num":1.10}}')
    expect((await ask('GET', '/raw?format=yaml')).text).toBe('---\n_source:\n  num: 1.10\n  "é": []\n')
  })

  it('give HEAD the length of what GET would get', async () => {
    await start({ apis })
    const get = await ask('GET', '/')
    const head = await ask('HEAD', '/')
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(get.text)))
    expect(head.text).toBe('')
  })

  it('of a server that cannot serve name the exception as a header', async () => {
    const failing = fakeApi('f', ['GET /f'], 'none', () => {
      throw new ElasticError('unavailable_shards_exception', 'not enough copies')
    })
    await start({ apis: [failing] })
    const { status, headers } = await ask('GET', '/f')
    expect([status, headers.get('x-elastic-app-exception')]).toEqual([503, 'UnavailableShardsException'])
  })

  it('are compressed for those who take it, where it is worth it', async () => {
    await start({ apis })
    const big = await ask('GET', '/big', { 'accept-encoding': 'deflate, gzip;q=0.5' })
    expect(big.headers.get('content-encoding')).toBe('gzip')
    expect(big.json().text).toHaveLength(100_000)
    expect((await ask('GET', '/', { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBeNull()
    expect((await ask('GET', '/big', { 'accept-encoding': 'gzip;q=0' })).headers.get('content-encoding')).toBeNull()
  })

  it('repeat X-Opaque-Id, on errors too', async () => {
    await start({ apis })
    expect((await ask('GET', '/missing', { 'x-opaque-id': 'a b' })).headers.get('x-opaque-id')).toBe('a b')
  })

  it('leave out an X-Opaque-Id that would not come back as it came', async () => {
    await start({ apis })
    const request = 'GET /text HTTP/1.1\r\nHost: x\r\nX-Opaque-Id: \xe9\r\n\r\n'
    expect((await speak(front!.port, Buffer.from(request, 'latin1'))).text).not.toContain('X-Opaque-Id')
  })

  it('that cannot be written are a defect, told to the observer', async () => {
    const events: ServerEvent[] = []
    const broken = [
      fakeApi('header', ['GET /header'], 'none', () => ({ status: 200, headers: { Location: 'a\nb' }, body: 1 })),
      fakeApi('raw', ['GET /raw'], 'none', () => ok(new RawJson(Buffer.from('{')))),
    ]
    await start({ apis: broken, observer: { emit: (event) => events.push(event) } })
    expect((await ask('GET', '/header', { 'x-opaque-id': 'a' })).status).toBe(500)
    expect((await ask('GET', '/raw?pretty')).status).toBe(500)
    expect(events.map(({ kind }) => kind)).toEqual(['internal_error', 'internal_error'])
  })

  it('do not filter errors', async () => {
    await start({ apis })
    const { status, json } = await ask('GET', '/missing?filter_path=took')
    expect(status).toBe(404)
    expect(json()).toEqual({
      error: {
        root_cause: [
          {
            type: 'index_not_found_exception',
            reason: 'no such index [missing]',
            'resource.type': 'index_or_alias',
            'resource.id': 'missing',
            index_uuid: '_na_',
            index: 'missing',
          },
        ],
        type: 'index_not_found_exception',
        reason: 'no such index [missing]',
        'resource.type': 'index_or_alias',
        'resource.id': 'missing',
        index_uuid: '_na_',
        index: 'missing',
      },
      status: 404,
    })
  })

  it('of a defect say an id and nothing else; the observer gets everything', async () => {
    const events: ServerEvent[] = []
    await start({ apis, observer: { emit: (event) => events.push(event) } })
    const { status, text, json } = await ask('GET', '/defect?error_trace=true')
    expect(status).toBe(500)
    expect(json().error.type).toBe('exception')
    expect(json().error.reason).toMatch(/^internal error \[\w+\]$/)
    expect(text).not.toContain('secret')
    expect(events).toMatchObject([{ kind: 'internal_error', uri: '/defect', error: { message: 'secret of the machine' } }])
    expect(json().error.reason).toContain((events[0] as { requestId: string }).requestId)
  })

  it('show causes, headers, suppressed errors and other root causes', async () => {
    const error = new ElasticError('search_phase_execution_exception', 'all shards failed', {
      members: { phase: 'query' },
      headers: { 'X-One': ['a'] },
      causedBy: new ElasticError('illegal_argument_exception', 'inner', {
        causedBy: new ElasticError('parse_exception', 'innermost'),
      }),
      rootCause: [indexNotFound('x')],
      suppressed: [new ElasticError('exception', 'other')],
    })
    const failing = fakeApi('f', ['GET /f'], 'none', () => {
      throw error
    })
    await start({ apis: [failing] })
    const { headers, json } = await ask('GET', '/f')
    expect(headers.get('x-one')).toBe('a')
    expect(json().error).toMatchObject({
      root_cause: [{ type: 'index_not_found_exception' }],
      type: 'search_phase_execution_exception',
      phase: 'query',
      header: { 'X-One': 'a' },
      caused_by: {
        type: 'illegal_argument_exception',
        reason: 'inner',
        caused_by: { type: 'parse_exception', reason: 'innermost' },
      },
      suppressed: [{ type: 'exception', reason: 'other' }],
    })
  })
})

describe('terse errors', () => {
  const settings = { detailedErrors: false }

  it('name a class and a reason', async () => {
    await start({ settings })
    expect((await ask('GET', '/t/_search?foo=bar')).text).toBe(
      '{"error":"IllegalArgumentException[request [/t/_search] contains unrecognized parameter: [foo]]","status":400}',
    )
    expect((await ask('PUT', '/t/_doc/1', { 'content-type': 'text/plain' }, '{}')).text).toBe(
      '{"error":"Content-Type header [text/plain] is not supported","status":406}',
    )
  })

  it('have the documented form for missing credentials, and the challenges as headers', async () => {
    await start({ settings, gates: { identify: () => Promise.reject(missingCredentials()) } })
    const { text, headers } = await ask('PUT', '/idx')
    expect(text).toBe('{"error":"AuthenticationException[Missing authentication token]","status":401}')
    expect(headers.get('www-authenticate')).toContain('ApiKey')
  })

  it('refuse error_trace', async () => {
    await start({ settings })
    expect((await ask('GET', '/?error_trace=true')).json()).toEqual({
      error: 'error traces in responses are disabled.',
      status: 400,
    })
    expect((await ask('GET', '/?error_trace=false')).status).toBe(200)
  })
})

describe('versions of HTTP', () => {
  it('1.0 is answered and closed, or kept where asked to', async () => {
    await start()
    const once = await speak(front!.port, 'GET / HTTP/1.0\r\n\r\n')
    expect([once.status, once.isClosed]).toEqual([200, true])
    expect(once.text).not.toMatch(/transfer-encoding/i)
    const kept = await speak(front!.port, 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    expect([kept.status, kept.isClosed]).toEqual([200, false])
  })

  it('pipelined requests are answered in their order', async () => {
    await start()
    const { text } = await speak(front!.port, 'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(text.indexOf('"index":"a"')).toBeGreaterThan(0)
    expect(text.indexOf('"index":"b"')).toBeGreaterThan(text.indexOf('"index":"a"'))
  })

  it('an unknown expectation is 417', async () => {
    await start()
    const { status, isClosed } = await speak(front!.port, 'GET / HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n')
    expect([status, isClosed]).toEqual([417, true])
  })

  it('CONNECT is refused and the connection ended', async () => {
    await start()
    const { text, status, isClosed } = await speak(front!.port, 'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n')
    expect([status, isClosed]).toEqual([405, true])
    expect(text).toContain('X-elastic-product: Elasticsearch')
  })
})

describe('closing', () => {
  it('lets what runs finish and takes nothing new', async () => {
    let finish = (): void => {}
    let begun = (): void => {}
    const running = new Promise<void>((resolve) => {
      begun = resolve
    })
    const slow = fakeApi('slow', ['GET /slow'], 'none', async () => {
      begun()
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return ok('done')
    })
    await start({ apis: [slow] })
    const answer = fetch(`${front!.url}/slow`)
    await running
    const closed = front!.server.close(5000)
    await expect(fetch(`${front!.url}/slow`)).rejects.toThrow()
    finish()
    const response = await answer
    expect(await response.json()).toBe('done')
    expect(response.headers.get('connection')).toBe('close')
    await closed
  })

  it('does not wait for connections that never asked for anything', async () => {
    await start()
    const silent = speak(front!.port, '')
    await ask('GET', '/')
    const began = performance.now()
    await front!.server.close(9000)
    expect(performance.now() - began).toBeLessThan(5000)
    expect((await silent).isClosed).toBe(true)
  })

  it('cuts what does not finish in time', async () => {
    const stuck = fakeApi('stuck', ['GET /stuck'], 'none', () => new Promise(() => {}))
    await start({ apis: [stuck] })
    const answer = expect(fetch(`${front!.url}/stuck`)).rejects.toThrow()
    await ask('GET', '/nowhere')
    await front!.server.close(20)
    await answer
  })
})
