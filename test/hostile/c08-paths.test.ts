/** C08, C10: a path or parameter that two parsers could read differently is refused; nothing is normalised. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Front, speak, startFront } from '../support/fake-front.ts'

let front: Front
beforeAll(async () => {
  front = await startFront()
})
afterAll(() => front.close())

const ask = (target: string, method = 'GET') =>
  speak(front.port, `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)

describe('paths', () => {
  it.each([
    '//t/_search',
    '/t//_search',
    '/t/_doc/1//',
    '/t/../t/_search',
    '/./t/_search',
    '/t/_doc/..',
    '/t/_doc/.',
    '/t/%2e%2e/_search',
    '/t/_doc/%2E%2E',
    '/t/_doc/%2e',
    '/t/_doc/.%2e',
    '/t/_doc/%252e%252e',
    '/t/_doc/%252F',
    '/t/_doc/a%255Cb',
    '/t/_doc/%2525',
    '/t/_sear%63h',
    '/t%2F_search',
    '/t%5Cx/_search',
    '/..%2f_security/_search',
    '/t/_doc/%ff',
    '/t/_doc/%c0%af',
    '/t/_doc/%ed%a0%80',
    '/t/_doc/%zz',
    '/t/_doc/%4',
    '/t/_doc/%',
    '/t/_search#x',
    'http://x/t/_search',
    '*',
    '/t/_search?q=%zz',
    '/t/_search?q=%ff',
    '/t/_search?q=a&q=b',
    '/t/_search?q=a;q=b',
    '/t/_search?q=a&%71=b',
    '/t/_search?index=u',
  ])('%s is 400', async (target) => {
    expect((await ask(target)).status).toBe(400)
  })

  it.each([
    ['/t/_doc/a%2Fb', '"id":"a/b"'],
    ['/t/_doc/a;b', '"id":"a;b"'],
    ['/t/_doc/a+b', '"id":"a+b"'],
    ['/t/_doc/a%20b', '"id":"a b"'],
    ['/t/_doc/a%2520b', '"id":"a%20b"'],
    ['/t/_doc/100%25', '"id":"100%"'],
    ['/t/_doc/...', '"id":"..."'],
    ['/t/_doc/1/', '"id":"1"'],
    ['/%74/_search', '"index":"t"'],
    ['/T/_search', '"index":"T"'],
    ['/t;x=1/_search', '"index":"t;x=1"'],
    ['/%3Clogs-%7Bnow%2Fd%7D%3E/_search', '"index":"<logs-{now/d}>"'],
    ['/_sear%63h', '"index":"_search"'],
  ])('%s is taken as it is', async (target, seen) => {
    const { status, text } = await ask(target)
    expect(status).toBe(200)
    expect(text).toContain(seen)
  })

  it('the texts of bad escapes are those of the original', async () => {
    expect((await ask('/t/_doc/%zz')).text).toContain("invalid escape sequence `%zz' at index 8 of: /t/_doc/%zz")
    expect((await ask('/t/_doc/%4')).text).toContain('partial escape sequence at end of string: /t/_doc/%4')
    expect((await ask('/t/_doc/%')).text).toContain('unterminated escape sequence at end of string: /t/_doc/%')
    expect((await ask('/t/_search?q=%zz')).text).toContain(
      '"bad_parameter_exception","reason":"java.lang.IllegalArgumentException: invalid escape sequence `%zz\' at index 0 of: %zz"',
    )
  })
})
