/** Who one is, both times. It is ours. */
import type { AnyApi } from '../../../request/api.ts'
import { whoami } from './whoami.ts'

export const whoamiApis: readonly AnyApi[] = [whoami]
