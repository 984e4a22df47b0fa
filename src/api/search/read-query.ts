/** A search that goes up to a cluster: read for its indices; what its query means is for the cluster to say. */
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import type { Reading } from '../../request/remote-form.ts'
import { parseIndicesOptions } from '../indices-options.ts'

export const readQuery = ({ path, parameters, body }: ApiRequest): Reading => ({
  targets: {
    kind: 'indices',
    expressions: splitList(path.get('index') ?? ''),
    options: parseIndicesOptions(parameters),
  },
  ...(body.present ? { body: body.object() } : {}),
})
