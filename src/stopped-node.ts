/**
 * The security APIs on the data folder of a node that does not run: no port, no engine, no credentials. Whoever can read the folder is its
 * operator. Called by the commands that take `--data`; the lock of the folder keeps a running node out.
 */

import { APIS } from './api/index.ts'
import type { Services } from './api/services.ts'
import { createAuthorizer } from './authz/authorize.ts'
import { createCatalogueReader } from './authz/catalogue-view.ts'
import type { Config } from './config/settings.ts'
import { systemClock } from './core/clock.ts'
import { parseDescribed } from './http/parse-call.ts'
import { Router } from './http/router.ts'
import { openIdentity } from './identity/open-identity.ts'
import { Closing, nodeFacts, openFirstGate, openOwnRecords, openRoles, openServices } from './node-parts.ts'
import { identitySettings } from './node-settings.ts'
import { silentObserver } from './observe/events.ts'
import type { Catalogue } from './request/catalogue.ts'
import type { Identity, Subject } from './request/identity.ts'
import type { Reply } from './request/reply.ts'

export interface StoppedNode {
  /** Runs one security API; throws what it would be refused with. */
  perform(method: string, path: string, body: Buffer | undefined): Promise<Reply>
  close(): Promise<void>
}

/** Opens the folder `path.data`; throws where a node runs on it. */
export async function openStoppedNode(config: Config): Promise<StoppedNode> {
  const closing = new Closing()
  try {
    return { perform: await openPerform(config, closing), close: () => closing.run() }
  } catch (error) {
    await closing.run()
    throw error
  }
}

const OPERATOR: Subject = {
  kind: 'user',
  username: '_operator',
  roles: ['superuser'],
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
  realm: { name: '__operator', type: '__operator' },
  authenticationType: 'realm',
}
const IDENTITY: Identity = { authenticating: OPERATOR, effective: OPERATOR }
const NOTHING: Catalogue = { version: 0, indices: new Map(), aliases: new Map() }

const needsNode = (): never => {
  throw new Error('this needs a running node')
}

/** What only runs with a node is not there, and no API that is offered here asks for it. */
const withoutNode = (own: Awaited<ReturnType<typeof openServices>>): Services => ({
  ...own,
  names: createCatalogueReader(() => NOTHING),
  get certificates() {
    return needsNode()
  },
  get tasks() {
    return needsNode()
  },
  get requests() {
    return needsNode()
  },
  get inner() {
    return needsNode()
  },
  get operation() {
    return needsNode()
  },
  get explainer() {
    return needsNode()
  },
})

async function openPerform(config: Config, closing: Closing): Promise<StoppedNode['perform']> {
  if (!config['xpack.security.enabled']) throw new Error('security is off [xpack.security.enabled]: there is nothing to manage')
  const { store } = await openOwnRecords(config, false, closing)
  const identity = await openIdentity(store, identitySettings(config))
  closing.add(() => identity.close())
  const node = await nodeFacts(config, store, { httpAddress: () => '', version: () => undefined })
  const authentication = openFirstGate(config, silentObserver, identity, closing)
  const roles = await openRoles(config, silentObserver, store, closing)
  const services = withoutNode(await openServices(node, identity, authentication, store, roles))
  const authorizer = createAuthorizer({ roles, catalogue: () => NOTHING, clock: systemClock })
  const router = new Router(APIS.filter(({ name }) => name.startsWith('security.') && name !== 'security.explain'))

  let calls = 0
  return async (method, path, body) => {
    const call = parseDescribed(router, `stopped-${++calls}`, { method, path, body })
    if (call.api.by !== 'server') throw new Error(`[${call.api.name}] needs a running node`)
    return call.api.handle(services, call.input, authorizer.authorize(IDENTITY, call))
  }
}
