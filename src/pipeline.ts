/**
 * The journey of a request. `identify` is the first gate, `perform` the second and everything behind it; there is no other way in.
 * `http/` calls the first before it reads a body, the second with the parsed call; tasks and items that run later call `perform` again.
 */
import type { Access } from './request/access.ts'
import type { Call } from './request/api.ts'
import type { Backend } from './request/backend.ts'
import type { RequestHead } from './request/head.ts'
import type { Identity } from './request/identity.ts'
import type { Authenticator, Authorizer } from './request/ports.ts'
import type { Reply } from './request/reply.ts'

/** Told of each call that is performed, and how it ended: the status of its reply, or what was thrown. */
export interface CallWatch<Running> {
  begin(identity: Identity, call: Call): Running
  end(running: Running, outcome: number | Error): void
}

/** What the two halves need. `services` is what the server's own APIs run on. */
export interface Gates<Services, Running = unknown> {
  readonly authenticator: Authenticator
  readonly authorizer: Authorizer
  readonly backend: Backend
  readonly services: Services
  readonly watch: CallWatch<Running>
}

export interface Pipeline {
  /** Who is asking, and who else; 401 for nobody. Reads headers only. */
  identify(head: RequestHead): Promise<Identity>
  /** Authorizes a call and runs it within what was granted. */
  perform(identity: Identity, call: Call): Promise<Reply>
}

export function createPipeline<Services, Running>(gates: Gates<Services, Running>): Pipeline {
  const { authenticator, authorizer, backend, services, watch } = gates
  const identify = (head: RequestHead): Promise<Identity> => authenticator.identify(head)

  const perform = async (identity: Identity, call: Call): Promise<Reply> => {
    const running = watch.begin(identity, call)
    try {
      const waiting = needsData(call) ? backend.ready() : undefined
      if (waiting) await waiting
      const access = authorizer.authorize(identity, call)
      assertSameRequest(access, call)
      const reply = await execute(call, access)
      watch.end(running, reply.status)
      return reply
    } catch (error) {
      watch.end(running, error as Error)
      throw error
    }
  }

  const execute = (call: Call, access: Access): Reply | Promise<Reply> => {
    if (call.api.by === 'server') return call.api.handle(services, call.input, access)
    return backend.execute(call.api, call.input, access)
  }

  return { identify, perform }
}

/** What names indices is decided by the names there are. */
const needsData = ({ api }: Call): boolean => api.by === 'backend' || api.scope === 'indices' || api.scope === 'items'

/** An Access is good for the request it was made for, and no other. */
function assertSameRequest(access: Access, call: Call): void {
  if (access.requestId !== call.id) throw new Error('access belongs to another request')
}
