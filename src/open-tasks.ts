/** Wires the tasks: their records, their identities, and the events that tell of them. Called once, by `main.ts`. */
import { TASK_KINDS } from './api/index.ts'
import { keepNobody } from './authn/identity-keeper.ts'
import { systemClock } from './core/clock.ts'
import type { Observer } from './observe/events.ts'
import type { Owner } from './request/owner.ts'
import type { IdentityKeeper } from './request/stored-identity.ts'
import { NOBODY } from './security-off.ts'
import type { Store } from './store/collection.ts'
import type { Perform } from './tasks/running-task.ts'
import type { TaskRecord } from './tasks/task-record.ts'
import { type TaskEvent, Tasks } from './tasks/tasks.ts'

export interface TasksWiring {
  readonly store: Store
  readonly nodeId: string
  /** undefined where security is off. */
  readonly identities: IdentityKeeper | undefined
  readonly perform: Perform
  readonly observer: Observer
}

export async function openTasks({ store, nodeId, identities, perform, observer }: TasksWiring): Promise<Tasks> {
  return new Tasks({
    nodeId,
    records: await store.collection<TaskRecord>('tasks'),
    kinds: TASK_KINDS,
    identities: identities ?? keepNobody(NOBODY),
    perform,
    clock: systemClock,
    onEvent: (event) => report(event, observer),
  })
}

function report({ what, id, action, record, reason, cause }: TaskEvent, observer: Observer): void {
  const parties = { owner: nameOf(record.owner), startedBy: nameOf(record.startedBy) }
  observer.emit({ kind: `task_${what}`, task: id, action, ...parties, ...(reason === undefined ? {} : { reason }) })
  if (cause !== undefined) observer.emit({ kind: 'internal_error', requestId: id, uri: record.description, error: cause })
}

/** A party as events name it. */
export const nameOf = ({ username, realm, apiKey }: Owner): string =>
  apiKey === undefined ? `${realm.name}/${username}` : `${realm.name}/${username}/api_key/${apiKey}`
