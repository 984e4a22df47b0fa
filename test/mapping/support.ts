/** What the mapping tests share: mappings and documents from plain data, and the recordings of a real Elasticsearch. */
import { existsSync, readFileSync } from 'node:fs'
import { createAnalysis } from '../../src/analysis/analysis.ts'
import { errorWithRootCause } from '../../src/core/error-output.ts'
import { ElasticError } from '../../src/core/errors.ts'
import { parseJsonText } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import type { FieldValue } from '../../src/mapping/field.ts'
import { Mapping } from '../../src/mapping/mapping.ts'

export const object = (text: string): JsonObject => parseJsonText(text) as JsonObject

/** A mapping of plain data or JSON text, under index settings. */
export function mappingOf(json: unknown, settings: Record<string, string> = {}): Mapping {
  const text = typeof json === 'string' ? json : JSON.stringify(json)
  const map = new Map(Object.entries(settings))
  return Mapping.parse(json === undefined ? undefined : object(text), { analysis: createAnalysis(map), settings: map })
}

export const properties = (fields: unknown, settings?: Record<string, string>): Mapping =>
  mappingOf({ properties: fields }, settings)

export const printed = (mapping: Mapping): string => writeJsonText(mapping.toJson())

/** Reads a document given as JSON text. */
export const read = (mapping: Mapping, text: string, id = '1') =>
  mapping.parseDocument({ id, routing: undefined, source: Buffer.from(text) })

/** The values of a document by field. */
export function valuesOf(mapping: Mapping, text: string): Record<string, readonly FieldValue[]> {
  const { fields } = read(mapping, text).document
  return Object.fromEntries(fields.map(({ field, values }) => [field.path, values]))
}

/** The error of an action, as a reply prints it. */
export function errorOf(action: () => unknown): { status: number; error: unknown } | undefined {
  try {
    action()
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    return { status: error.status, error: JSON.parse(writeJsonText(errorWithRootCause(error))) }
  }
  return undefined
}

export const reasonOf = (action: () => unknown): string | undefined => {
  const failed = errorOf(action)
  return failed && (failed.error as { reason: string }).reason
}

export interface Recording {
  readonly request: { readonly method: string; readonly path: string; readonly body: string }
  readonly response: { readonly status: number; readonly body: { readonly error?: { readonly reason?: string } } }
}

const folder = new URL('../../../shared/reference/recordings/', import.meta.url)

export const hasRecordings = existsSync(folder)

export const recordings = (name: string): Recording[] =>
  readFileSync(new URL(`${name}.ndjson`, folder), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
