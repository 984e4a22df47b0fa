/** A search that goes up to a cluster, with what of it is a scroll or a point in time: their ids are the gateway's own. */
import { validationFailed } from '../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Reading } from '../../request/remote-form.ts'
import { pointInTimeMissing } from './context-id.ts'
import { IN_SCROLL, refuseBesidePointInTime } from './long-search.ts'
import { parsePit } from './pit-option.ts'
import { readBody } from './read-query.ts'

export function readSearch(request: ApiRequest): Reading {
  const body = request.body.present ? request.body.object() : undefined
  const keepAlive = request.parameters.time('scroll', undefined)
  const pit = body?.get('pit')
  if (body && pit !== undefined) return readPointInTime(request, body, pit)
  const reading = readBody(request, body)
  return keepAlive === undefined ? reading : { ...reading, longRead: { step: 'open', kind: 'scroll', keepAlive } }
}

function readPointInTime(request: ApiRequest, body: JsonObject, value: JsonValue): Reading {
  const { path, parameters } = request
  const { text, id, keepAlive } = parsePit({ body, key: 'pit', value })
  refuseBesidePointInTime({ parameters, isIndexNamed: path.has('index') })
  if (parameters.has('scroll')) throw validationFailed([IN_SCROLL])
  const missing = pointInTimeMissing({ ...id, indices: [] }, '')
  const reading = readBody(request, new Map([...body].filter(([key]) => key !== 'pit')))
  return {
    ...reading,
    targets: { ...reading.targets, longRead: text },
    longRead: { step: 'read', kind: 'pointInTime', id: text, keepAlive, missing },
  }
}
