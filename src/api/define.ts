/** How an API file declares itself: the types are inferred from `parse`. */
import type { BoundEngine } from '../backend/embedded/bound-engine.ts'
import type { BackendApi, ServerApi } from '../request/api.ts'
import type { Services } from './services.ts'

/** An API that the server answers itself. */
export const serverApi = <Input>(api: Omit<ServerApi<Input, Services>, 'by'>): ServerApi<Input, Services> => ({
  by: 'server',
  ...api,
})

/** An API that the backend answers. */
export const backendApi = <Input>(api: Omit<BackendApi<Input, BoundEngine>, 'by'>): BackendApi<Input, BoundEngine> => ({
  by: 'backend',
  ...api,
})
