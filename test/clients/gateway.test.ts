/** The official clients for JavaScript, Python and Java through a gateway, doing before OpenSearch what they do before Sallyport alone. */
import { afterAll, describe } from 'vitest'
import { OPEN_SEARCH } from '../support/real-clusters.ts'
import { JAVA } from './java/library.ts'
import { JAVASCRIPT } from './javascript/library.ts'
import { PYTHON } from './python/library.ts'
import { playSession } from './session/play.ts'

const cluster = await OPEN_SEARCH?.start()

describe.skipIf(!cluster)('through a gateway before OpenSearch (needs Maven and Java)', () => {
  afterAll(() => cluster?.stop())
  const setting = { transport: 'a gateway', tls: false, upstream: cluster?.urls ?? [] }
  for (const library of [...JAVASCRIPT, ...PYTHON, ...JAVA]) playSession(library, [setting])
})
