/** A request → the call of one API. Called by `http/` for what was sent, and by `api/inner-call.ts` for what the server asks of itself. */
import type { AnyApi, ApiRequest, Call } from './api.ts'

/** Throws what the API refuses such a request with. The API of the call has the action that this input asks for. */
export function createCall(id: string, api: AnyApi, request: ApiRequest): Call {
  const input: unknown = api.parse(request)
  const chosen = api.actionFor ? { ...api, action: api.actionFor(input) } : api
  return { id, api: chosen, input, targets: api.targets(input) }
}
