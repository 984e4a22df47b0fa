/** The kind of task that is one search. After a restart it ends: what a search had found so far is nowhere. */

import { illegalArgument } from '../../core/errors.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { SearchProgress } from '../../request/api.ts'
import type { PlainJson, TaskKind } from '../../tasks/task-kind.ts'
import { bodyOf } from '../by-query/hit.ts'
import { innerStep } from '../inner-call.ts'
import { search } from '../search/search.ts'

export interface AsyncSearchInput {
  /** Expressions; left out: all indices. */
  readonly index?: string
  readonly parameters: Readonly<Record<string, string>>
  readonly body: string
}

const MOST_BYTES = 10 * 1024 * 1024

export const asyncSearchKind: TaskKind<AsyncSearchInput & PlainJson, null, undefined> = {
  name: 'async_search',
  action: 'indices:data/read/async_search/submit',
  isResumable: () => false,
  prepare: async () => undefined,
  async run(run, { index, parameters, body }) {
    const path = index === undefined ? {} : { index }
    const watch = (progress: SearchProgress): void => run.show({ ...progress })
    const reply = await run.perform(innerStep(search, { path, parameters, body, gone: () => run.stopped, watch }))
    const text = writeJsonText(bodyOf(reply))
    if (text.length <= MOST_BYTES) return text
    throw illegalArgument(`Can't store an async search response larger than [${MOST_BYTES}] bytes.`)
  },
}
