/** A profile as the APIs print it. */
import type { JsonOutput } from '../../../core/json/output.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import type { Profile } from '../../../identity/profiles.ts'

/** Applications whose data is shown; `*` among them: all. */
export type ShownData = readonly string[]

/** The members that suggestions have. */
export const suggestionJson = (profile: Profile, data: ShownData): { readonly [member: string]: JsonOutput } => ({
  uid: profile.uid,
  user: userOf(profile),
  labels: profile.labels,
  data: shownData(profile.data, data),
})

export const profileJson = (profile: Profile, data: ShownData): { readonly [member: string]: JsonOutput } => ({
  uid: profile.uid,
  enabled: profile.enabled,
  last_synchronized: profile.lastSynchronized,
  user: userOf(profile),
  labels: profile.labels,
  data: shownData(profile.data, data),
  _doc: { _primary_term: 1, _seq_no: profile.seqNo },
})

const userOf = ({ user }: Profile): JsonOutput => ({
  username: user.username,
  roles: user.roles,
  realm_name: user.realm.name,
  email: user.email ?? undefined,
  full_name: user.fullName ?? undefined,
})

const shownData = (data: JsonObject, shown: ShownData): JsonObject =>
  shown.includes('*') ? data : new Map([...data].filter(([application]) => shown.includes(application)))

/** `errors` of ids that have no profile; undefined where all have. */
export const missingProfiles = (uids: readonly string[]): JsonOutput =>
  uids.length === 0
    ? undefined
    : {
        count: uids.length,
        details: new Map(
          uids.map((uid) => [uid, { type: 'resource_not_found_exception', reason: 'profile document not found' }]),
        ),
      }
