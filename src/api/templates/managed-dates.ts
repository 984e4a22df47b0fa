/** When a template was made and changed: kept by the server, never given. */
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ObjectReader } from '../object-reader.ts'

export interface ManagedDates {
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly modifiedAt: number
}

/** Members that a body may name only to be told that it may not give them. */
export const DATE_MEMBERS = ['created_date', 'created_date_millis', 'modified_date', 'modified_date_millis'] as const

/** Throws 400 where a body gives dates. */
export function refuseDates(reader: ObjectReader, kind: 'index_template' | 'component_template', name: string): void {
  for (const date of ['created_date', 'modified_date'] as const) {
    if (!reader.has(date) && !reader.has(`${date}_millis`)) continue
    const why = `provided a template property which is managed by the system: ${date}`
    throw new ElasticError('invalid_index_template_exception', `${kind} [${name}] invalid, cause [${why}]`)
  }
}

export const withDates = <Template>(
  template: Template,
  before: ManagedDates | undefined,
  now: number,
): Template & ManagedDates => ({
  ...template,
  createdAt: before?.createdAt ?? now,
  modifiedAt: now,
})

export const showDates = ({ createdAt, modifiedAt }: ManagedDates): { readonly [member: string]: JsonOutput } => ({
  created_date_millis: createdAt,
  modified_date_millis: modifiedAt,
})
