/** The answers of a real Elasticsearch to searches, asked of a whole node over HTTP. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../../src/index.ts'

const folder = join(process.cwd(), '../shared/reference/recordings')

interface Recorded {
  readonly name: string
  readonly request: { readonly method: string; readonly path: string; readonly body?: string | null }
  readonly response: { readonly status: number; readonly body: unknown }
}

/** What is asked there and not offered here; it is refused, as other tests show. `allow_no_indices` was asked with security off. */
const NOT_OFFERED: Readonly<Record<string, RegExp>> = {
  search_text:
    /fuzz|prefix$|cross_fields|combined_fields|query_string|^url query|terms lookup|^regexp|^boosting|function_score|more_like_this|intervals|^span_|explain|^rescore|^suggest|msearch|^profile|^match_phrase_prefix/,
  search_filter:
    /term range field|range on (date )?range|flattened|^fields |^post_filter|collapse|runtime mapping|^knn|^allow_no_indices/,
}

/** Fields of types that are not offered. */
const NO_FIELDS: Readonly<Record<string, readonly string[]>> = { search_text: ['sug'], search_filter: ['r', 'dr', 'fl'] }

/** Not read where the folder is missing: the body of a skipped suite runs too. */
function readRecordings(topic: string): readonly Recorded[] {
  if (!existsSync(folder)) return []
  const lines = readFileSync(join(folder, `${topic}.ndjson`), 'utf8')
    .trim()
    .split('\n')
  const isOffered = ({ name }: Recorded) => !NOT_OFFERED[topic]!.test(name)
  return lines.map((line) => JSON.parse(line) as Recorded).filter(isOffered)
}

/** A body without the fields that cannot be mapped; documents keep the text of their numbers. */
function withoutFields(body: string, fields: readonly string[]): string {
  const member = (field: string) => new RegExp(`,"${field}":(\\{(?:[^{}]|\\{[^{}]*\\})*\\}|"[^"]*")`, 'g')
  return fields.reduce((text, field) => text.replace(member(field), ''), body)
}

const VOLATILE = new Set(['took', 'index_uuid', 'node'])
const ID = /\b[A-Za-z0-9_-]{22}\b/g

/** The answer without what changes from run to run, scores to six digits. */
function steady(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(6))
  if (typeof value === 'string') return value.replace(ID, '<id>')
  if (Array.isArray(value)) return value.map(steady)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name]) => !VOLATILE.has(name))
  return Object.fromEntries(members.map(([name, member]) => [name, steady(member)]))
}

describe.skipIf(!existsSync(folder)).each(['search_text', 'search_filter'])('recorded answers: %s', (topic) => {
  let node: Node

  const ask = async ({ request }: Recorded) => {
    const body = request.body ? withoutFields(request.body, NO_FIELDS[topic]!) : undefined
    const type = request.path.includes('_bulk') ? 'application/x-ndjson' : 'application/json'
    const credentials = Buffer.from(`elastic:${node.password}`).toString('base64')
    const reply = await fetch(node.url + request.path, {
      method: request.method,
      headers: { authorization: `Basic ${credentials}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    })
    return { status: reply.status, body: (await reply.json()) as unknown }
  }

  beforeAll(async () => {
    node = await start({ data: 'memory' })
  })
  afterAll(() => node.stop())

  it.each(readRecordings(topic).map((recorded) => [recorded.name, recorded] as const))('%s', async (_, recorded) => {
    const { status, body } = await ask(recorded)
    expect(steady(body)).toEqual(steady(recorded.response.body))
    expect(status).toBe(recorded.response.status)
  })
})
