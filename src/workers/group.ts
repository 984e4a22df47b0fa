/** The workers of one node, as one of them sees them. Made by `worker.ts`, used by `main.ts` where there are several. */
import type { SharedGuard } from '../authn/open-authentication.ts'
import type { Channel } from './channel.ts'
import type { Reports, StartOrder } from './dialogue.ts'
import { createSharedGuard } from './shared-guard.ts'

/** The one that runs tasks. */
export const FIRST_WORKER = 1

export interface Group {
  /** From 1. */
  readonly worker: number
  readonly count: number
  /** Where the first worker takes what others hand it. */
  readonly socket: string
  readonly shared: SharedGuard
  /** What this worker tells of itself when anybody asks. */
  tell(reports: { readonly [Kind in keyof Reports]: () => Reports[Kind] }): void
  /** What all of them tell, those that do not answer left out. */
  everybody<Kind extends keyof Reports>(kind: Kind): Promise<readonly Reports[Kind][]>
}

export function joinGroup({ worker, count, digestKey, socket }: StartOrder, channel: Channel): Group {
  return {
    worker,
    count,
    socket,
    shared: { guard: createSharedGuard(channel), digestKey },
    tell: (reports) => channel.serve('report', (kind) => reports[kind]()),
    everybody: async <Kind extends keyof Reports>(kind: Kind) =>
      (await channel.ask('everybody', kind)) as readonly Reports[Kind][],
  }
}
