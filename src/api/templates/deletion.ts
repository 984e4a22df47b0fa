/** What the APIs that forget templates have in common: all but which templates, and what keeps them. */
import { ElasticError } from '../../core/errors.ts'
import type { TemplateChanges, Templates } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import { type ParameterTable, splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { resolveNamed } from './select-names.ts'

interface Deletion {
  readonly name: string
  readonly summary: string
  readonly path: string
  readonly action: string
  /** Throws what they are kept for. */
  plan(expressions: readonly string[], templates: Templates): TemplateChanges
}

export const deletionApi = ({ name, summary, path, action, plan }: Deletion) =>
  backendApi({
    name,
    summary,
    routes: [{ method: 'DELETE', path }],
    action,
    scope: 'cluster',
    parameters: PARAMETERS,
    body: 'none',
    parse: parseDeletion,
    targets: () => ({ kind: 'cluster' }),
    remote: { kind: 'cluster' },
    async embedded(engine, expressions) {
      await engine.templates.change((templates) => plan(expressions, templates))
      return ok({ acknowledged: true })
    },
  })

/** The templates that expressions name, to be forgotten; 404 where one names none. */
export function forgetNamed(
  templates: ReadonlyMap<string, unknown>,
  expressions: readonly string[],
): ReadonlyMap<string, undefined> {
  const { names, missing } = resolveNamed(templates, expressions)
  if (missing.length > 0) throw templatesMissing(missing)
  return deletionOf(names)
}

/** 404 `index_template_missing_exception`. */
export const templatesMissing = (names: readonly string[]): ElasticError =>
  new ElasticError('index_template_missing_exception', `index_template [${names.join(',')}] missing`)

const PARAMETERS = { master_timeout: 'time', timeout: 'time' } as const satisfies ParameterTable

/** Names and patterns. */
function parseDeletion({ path, parameters }: ApiRequest): readonly string[] {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  return splitList(path.get('name')!)
}

export const deletionOf = (names: readonly string[]): ReadonlyMap<string, undefined> =>
  new Map(names.map((name) => [name, undefined]))
