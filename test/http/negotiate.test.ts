import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Front, startFront } from '../support/fake-front.ts'

let front: Front
beforeAll(async () => {
  front = await startFront()
})
afterAll(() => front.close())

const VND = 'application/vnd.elasticsearch'
type Headers = Readonly<Record<string, string>>

async function search(headers: Headers, body?: string, path = '/t/_search') {
  const response = await fetch(front.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    body: body === undefined ? null : Buffer.from(body),
  })
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type'), text, json: () => JSON.parse(text) }
}

describe('reply media type', () => {
  it.each([
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['application/yaml', 'application/yaml'],
    ['text/plain', 'application/json'],
    ['application/pdf', 'application/json'],
    [`${VND}+json`, `${VND}+json`],
    [`${VND}+json; compatible-with=9`, `${VND}+json;compatible-with=9`],
    [`${VND}+json;compatible-with=8`, `${VND}+json;compatible-with=8`],
    [`${VND}+json;compatible-with=8, text/plain`, 'application/json'],
    [`${VND}+x-ndjson;compatible-with=9`, `${VND}+json;compatible-with=9`],
    [`${VND}+yaml;compatible-with=9`, `${VND}+yaml;compatible-with=9`],
    ['application/json;charset=utf-8', 'application/json;charset=utf-8'],
    ['application/x-ndjson', 'application/json'],
  ])('for Accept %s is %s', async (accept, type) => {
    expect(await search({ accept })).toMatchObject({ status: 200, type })
  })

  it('follows the body where Accept says nothing', async () => {
    expect((await search({ 'content-type': `${VND}+json` }, '{}')).type).toBe(`${VND}+json`)
    expect((await search({ 'content-type': 'application/json; charset=UTF-8' }, '{}')).type).toBe('application/json')
    expect((await search({ 'content-type': 'application/yaml' }, 'size: 0')).text).toContain('body:\n  size: 0\n')
  })

  it('is what format says before all', async () => {
    expect((await search({ accept: 'application/json' }, undefined, '/t/_search?format=yaml')).type).toBe('application/yaml')
    expect((await search({ accept: 'application/yaml' }, undefined, '/t/_search?format=JSON')).type).toBe('application/json')
    expect((await search({}, undefined, '/t/_search?format=pdf')).type).toBe('application/json')
  })

  it.each(['cbor', 'smile'])('%s is not offered', async (form) => {
    for (const answer of [
      await search({ accept: `application/${form}` }),
      await search({}, undefined, `/t/_search?format=${form}`),
    ]) {
      expect(answer.status).toBe(406)
      expect(answer.json().error).toContain(form)
    }
  })
})

describe('compatible versions', () => {
  const both =
    'A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version'
  it.each([
    [
      { accept: `${VND}+json;compatible-with=7` },
      undefined,
      `Accept version must be either version 9 or 8, but found 7. Accept=${VND}+json;compatible-with=7`,
    ],
    [
      { 'content-type': `${VND}+json;compatible-with=10` },
      '{}',
      `Content-Type version must be either version 9 or 8, but found 10. Content-Type=${VND}+json;compatible-with=10`,
    ],
    [
      { 'content-type': 'application/json', accept: `${VND}+json; compatible-with=9` },
      '{}',
      `${both}. Accept=${VND}+json; compatible-with=9, Content-Type=application/json`,
    ],
    [
      { 'content-type': `${VND}+json; compatible-with=9`, accept: '*/*' },
      '{}',
      `${both}. Accept=null, Content-Type=${VND}+json; compatible-with=9`,
    ],
    [
      { 'content-type': `${VND}+json; compatible-with=8`, accept: `${VND}+json; compatible-with=9` },
      '{}',
      `${both} and the compatible versions must match. Accept=${VND}+json; compatible-with=9, Content-Type=${VND}+json; compatible-with=8`,
    ],
  ])('%j is refused', async (headers, body, reason) => {
    const { status, json } = await search(headers as Headers, body)
    expect(status).toBe(400)
    expect(json().error).toMatchObject({ type: 'media_type_header_exception', caused_by: { type: 'status_exception', reason } })
  })

  it('of a body that is not there do not matter', async () => {
    expect((await search({ 'content-type': `${VND}+json;compatible-with=7` })).status).toBe(200)
  })
})

describe('body media type', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'text/json',
    'application/json, application/json',
    'application/cbor',
    '*/*',
  ])('%s is 406', async (type) => {
    const { status, json } = await search({ 'content-type': type }, '{}')
    expect(status).toBe(406)
    expect(json()).toEqual({ error: `Content-Type header [${type}] is not supported`, status: 406 })
  })

  it('of a bulk is JSON or NDJSON', async () => {
    const bulk = (type: string) => search({ 'content-type': type }, '{}\n', '/_bulk')
    expect((await bulk('application/x-ndjson')).status).toBe(200)
    expect((await bulk('application/json')).status).toBe(200)
    expect(await bulk('application/yaml')).toMatchObject({ status: 406, type: 'application/yaml' })
  })

  it.each([
    ['garbage', 'invalid media-type [garbage]'],
    ['', 'Header [Content-Type] cannot be empty.'],
    ['application/json ; charset=utf-8 ;x', 'invalid parameters for header [application/json ; charset=utf-8 ;x]'],
    [`${VND}+json;compatible-with=abc`, `invalid parameters for header [${VND}+json;compatible-with=abc]`],
  ])('%j is malformed', async (type, reason) => {
    const { status, json } = await search({ 'content-type': type }, '{}')
    expect(status).toBe(400)
    expect(json().error).toMatchObject({
      type: 'media_type_header_exception',
      caused_by: { type: 'illegal_argument_exception', reason },
    })
  })

  it('YAML with duplicate keys, aliases or a broken line is refused', async () => {
    for (const yaml of ['a: 1\na: 2', 'a: &x [1]\nb: *x', 'a: [1', 'a: !!js/function x']) {
      const { status, text } = await search({ 'content-type': 'application/yaml' }, yaml)
      expect([yaml, status]).toEqual([yaml, 400])
      expect(text).toContain('x_content_parse_exception')
    }
  })

  it('YAML is for what people write by hand', async () => {
    const { status, text } = await search({ 'content-type': 'application/yaml' }, '"'.repeat(5000))
    expect(status).toBe(413)
    expect(text).toContain('YAML request body is longer than [4096] bytes: send it as JSON')
  })

  it('YAML keeps big numbers and member order', async () => {
    const { text } = await search(
      { 'content-type': 'application/yaml', accept: 'application/json' },
      'n: 9007199254740993\n"10": a\n"2": b',
    )
    expect(text).toContain('"body":{"n":9007199254740993,"10":"a","2":"b"}')
  })
})
