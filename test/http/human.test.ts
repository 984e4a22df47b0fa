import { describe, expect, it } from 'vitest'
import { JsonDouble, RawJson } from '../../src/core/json/output.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { printBytes, printDuration } from '../../src/core/units.ts'
import { withReadable } from '../../src/http/human.ts'

describe('human', () => {
  it('puts readable members before the numbers they explain', () => {
    const body = {
      nodes: new Map([['n', { size_in_bytes: 1536, wait_in_queue_millis: 0, used_percent_as_number: new JsonDouble(50) }]]),
    }
    expect(writeJsonText(withReadable(body))).toBe(
      '{"nodes":{"n":{"size":"1.5kb","size_in_bytes":1536,"wait_in_queue":"0s","wait_in_queue_millis":0,"used_percent":"50.0%","used_percent_as_number":50.0}}}',
    )
  })

  it('leaves alone documents, names of users, negative numbers and what is readable already', () => {
    const body = {
      hits: [{ _source: new RawJson(Buffer.from('{"size_in_bytes":1}')), fields: new Map([['x_in_bytes', [1]]]) }],
      metadata: new Map([['x_in_bytes', 1]]),
      start_date_in_millis: -1,
      issue_date: '2026',
      issue_date_in_millis: 1,
    }
    expect(withReadable(body)).toEqual(body)
  })

  it.each([
    [0, '0b', '0s'],
    [999, '999b', '999ms'],
    [1500, '1.4kb', '1.5s'],
    [90_000_000, '85.8mb', '1d'],
  ])('%s is %s or %s', (value, bytes, duration) => {
    expect(printBytes(value)).toBe(bytes)
    expect(printDuration(value)).toBe(duration)
  })
})
