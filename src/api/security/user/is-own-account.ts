/** Whether somebody acts on his own account in person. Asked by the APIs that set passwords. */
import type { Identity } from '../../../request/identity.ts'

/** Neither a key nor somebody who runs as the user is the user, nor is a namesake of another realm. */
export function isOwnAccount({ authenticating, runAs }: Identity, username: string): boolean {
  const { kind, realm } = authenticating
  return runAs === undefined && kind === 'user' && authenticating.username === username && realm.type === 'native'
}
