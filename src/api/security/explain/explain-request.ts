/** `POST /_sallyport/_explain`: why a request that is described would be allowed or refused. It is ours, and executes nothing. */
import type { DescribedParty, DescribedRequest } from '../../../request/explain.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseExplainBody } from './explain-body.ts'

interface Input {
  /** undefined: whoever asks. */
  readonly party: DescribedParty | undefined
  readonly request: DescribedRequest
}

export const explainRequest = serverApi<Input>({
  name: 'security.explain',
  summary: 'Explains why a described request would be allowed or refused, and what would allow it',
  routes: [{ method: 'POST', path: '/_sallyport/_explain' }],
  action: 'cluster:admin/xpack/security/explain',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse: ({ body }) => parseExplainBody(body.json()),
  targets: () => ({ kind: 'cluster' }),
  handle: async ({ explainer }, { party, request }, access) => ok(await explainer.explain(access, party, request)),
})
