/** The user and role of Elasticsearch's documented first example. Its password is in every copy of the documentation. */
import type { Services } from '../api/services.ts'
import { fromPlain } from '../core/json/convert.ts'
import { newPassword } from '../identity/new-secret.ts'
import { parseRole } from '../roles/parse-role.ts'

export const EXAMPLE = { username: 'rdeniro', password: 'taxidriver', role: 'example_writer' } as const

const ROLE = { indices: [{ names: ['*'], privileges: ['create_index', 'write', 'read', 'maintenance', 'view_index_metadata'] }] }

/** Makes both, or makes them anew: the example then works whatever was done to them. */
export async function makeExample({ users, roles }: Pick<Services, 'users' | 'roles'>): Promise<void> {
  await roles.put(EXAMPLE.role, parseRole(EXAMPLE.role, fromPlain(ROLE)))
  await users.put({
    username: EXAMPLE.username,
    secret: newPassword(EXAMPLE.password),
    roles: [EXAMPLE.role],
    fullName: null,
    email: null,
    metadata: new Map(),
    enabled: true,
  })
}
