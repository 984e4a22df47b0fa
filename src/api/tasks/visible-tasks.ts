/**
 * Which tasks a caller may know of: all of them with the privilege for the action, otherwise those that run as him or were started by him.
 * Anybody else's is not there.
 */
import { ElasticError } from '../../core/errors.ts'
import type { Access } from '../../request/access.ts'
import { actingSubject } from '../../request/identity.ts'
import { isSameOwner, ownerOf } from '../../request/owner.ts'
import type { Running, TaskView } from '../../tasks/tasks.ts'
import type { Services } from '../services.ts'
import type { TaskId } from './task-id.ts'

type Asker = Pick<Access, 'identity' | 'action'>

export const seesAll = ({ roles }: Services, { identity, action }: Asker): boolean =>
  roles.rightsOf(actingSubject(identity)).grantsCluster(action)

export function maySee(services: Services, asker: Asker, { record }: Pick<TaskView, 'record'>): boolean {
  const own = ownerOf(asker.identity)
  return isSameOwner(record.owner, own) || isSameOwner(record.startedBy, own) || seesAll(services, asker)
}

/** Throws 404 for a task that is not there, as far as the caller may know. */
export function getTask(services: Services, asker: Asker, id: TaskId): TaskView {
  const isHere = id.node === services.node.nodeId
  const found = isHere ? services.tasks.find(id.number) : undefined
  if (found && maySee(services, asker, found)) return found
  const name = `${id.node}:${id.number}`
  const gone = new ElasticError('resource_not_found_exception', `task [${name}] isn't running and hasn't stored its results`)
  if (isHere) throw gone
  const reason = `task [${name}] belongs to the node [${id.node}] which isn't part of the cluster and there is no record of the task`
  throw new ElasticError('resource_not_found_exception', reason, { causedBy: gone })
}

/** undefined: it is not running, or not his to touch. */
export function findOwnRunning(services: Services, asker: Asker, { node, number }: TaskId): Running | undefined {
  const task = node === services.node.nodeId ? services.tasks.findRunning(number) : undefined
  return task && maySee(services, asker, task) ? task : undefined
}
