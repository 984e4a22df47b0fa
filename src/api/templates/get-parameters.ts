/** What the APIs that show templates read alike. */
import type { ApiRequest } from '../../request/api.ts'
import type { ParameterTable } from '../../request/parameters.ts'

export const GET_PARAMETERS = {
  flat_settings: 'boolean',
  include_defaults: 'boolean',
  local: 'boolean',
  master_timeout: 'time',
} as const satisfies ParameterTable

export interface TemplateSelection {
  /** A name or pattern; undefined: all. */
  readonly name: string | undefined
  readonly flat: boolean
}

/** `include_defaults` is about what templates say of lifecycles, which none does. */
export function parseSelection({ path, parameters }: ApiRequest): TemplateSelection {
  for (const flag of ['local', 'include_defaults']) parameters.boolean(flag, false)
  parameters.time('master_timeout', undefined)
  return { name: path.get('name'), flat: parameters.boolean('flat_settings', false) }
}
