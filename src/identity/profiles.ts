/**
 * User profiles: what applications keep about a user, under an id that stays the same however often he logs in. Kept as records, one for each
 * user of each realm. Called by `_security/profile` and wherever a `profile_uid` is shown.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { parseJsonText } from '../core/json/parse.ts'
import type { JsonObject } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import { sha256Text } from '../core/secrets.ts'
import type { RealmRef, Subject } from '../request/identity.ts'
import type { Collection, Store, StoredRecord } from '../store/collection.ts'

export interface ProfileUser {
  readonly username: string
  readonly roles: readonly string[]
  readonly realm: RealmRef
  readonly email: string | null
  readonly fullName: string | null
}

interface ProfileRecord {
  readonly enabled: boolean
  /** Milliseconds since the epoch. */
  readonly lastSynchronized: number
  readonly user: ProfileUser
  /** JSON texts, so that order and numbers come back as they were given. */
  readonly labels: string
  readonly data: string
}

export interface Profile extends Omit<ProfileRecord, 'labels' | 'data'> {
  readonly uid: string
  readonly labels: JsonObject
  readonly data: JsonObject
  /** Grows with every change. */
  readonly seqNo: number
}

export interface ProfileChange {
  readonly labels: JsonObject
  readonly data: JsonObject
  /** The sequence number it must have; otherwise 409. */
  readonly ifSeqNo: number | undefined
}

export interface Profiles {
  find(uid: string): Profile | undefined
  /** In the order of their ids. */
  list(): readonly Profile[]
  /** The id of a user's profile; undefined: he has none, or it is disabled. */
  uidOf(username: string, realm: RealmRef): string | undefined
  /** Makes the profile of a user, or renews it; throws 400 for parties that are no users. */
  activate(subject: Subject): Promise<Profile>
  /** Puts members in place of those of the same name; throws 404, 409, and 400 for what would be too large. */
  update(uid: string, change: ProfileChange): Promise<void>
  /** Throws 404. */
  setEnabled(uid: string, enabled: boolean): Promise<void>
}

/** Bytes of the labels and data of one profile. */
const MAX_SIZE = 10 * 1024 * 1024

export async function openProfiles(store: Store, now: () => number): Promise<Profiles> {
  return new StoredProfiles(await store.collection<ProfileRecord>('profiles'), now)
}

class StoredProfiles implements Profiles {
  readonly #records: Collection<ProfileRecord>
  readonly #now: () => number

  constructor(records: Collection<ProfileRecord>, now: () => number) {
    this.#records = records
    this.#now = now
  }

  find(uid: string): Profile | undefined {
    const record = this.#records.find(uid)
    return record && profileOf(uid, record)
  }

  list(): readonly Profile[] {
    return [...this.#records.entries()].map(([uid, record]) => profileOf(uid, record))
  }

  uidOf(username: string, realm: RealmRef): string | undefined {
    const uid = makeUid(username, realm)
    return this.#records.find(uid)?.value.enabled === true ? uid : undefined
  }

  async activate(subject: Subject): Promise<Profile> {
    if (subject.kind !== 'user') {
      throw illegalArgument(`profile is supported for user only, but subject is a [${subject.kind.toUpperCase()}]`)
    }
    const { username, roles, realm, email, fullName } = subject
    const uid = makeUid(username, realm)
    const before = this.#records.find(uid)
    const { labels = '{}', data = '{}' } = before?.value ?? {}
    const user = { username, roles, realm: { name: realm.name, type: realm.type }, email, fullName }
    const record = { enabled: true, lastSynchronized: this.#now(), user, labels, data }
    if (!(await this.#records.put(uid, record, before?.version ?? 0))) return this.activate(subject)
    return this.find(uid) ?? this.activate(subject)
  }

  async update(uid: string, change: ProfileChange): Promise<void> {
    const before = this.#get(uid)
    const { value, version } = before
    if (change.ifSeqNo !== undefined && change.ifSeqNo !== seqNoOf(before)) {
      const why = `required seqNo [${change.ifSeqNo}], primary term [1]. current document has seqNo [${seqNoOf(before)}] and primary term [1]`
      throw new ElasticError('version_conflict_engine_exception', `[profile_${uid}]: version conflict, ${why}`)
    }
    const record = { ...value, labels: merged(value.labels, change.labels), data: merged(value.data, change.data) }
    const size = Buffer.byteLength(record.labels) + Buffer.byteLength(record.data)
    if (size > MAX_SIZE) {
      throw illegalArgument(
        `cannot update profile [${uid}] because the combined profile size of [${size}] bytes exceeds the maximum of [${MAX_SIZE}] bytes`,
      )
    }
    if (!(await this.#records.put(uid, record, version))) await this.update(uid, change)
  }

  async setEnabled(uid: string, enabled: boolean): Promise<void> {
    const { value, version } = this.#get(uid)
    if (!(await this.#records.put(uid, { ...value, enabled }, version))) await this.setEnabled(uid, enabled)
  }

  #get(uid: string): StoredRecord<ProfileRecord> {
    const record = this.#records.find(uid)
    if (record) return record
    throw new ElasticError('document_missing_exception', `[profile_${uid}]: document missing`)
  }
}

/** `u_<digest>_0`: the same for the same user of the same realm. */
function makeUid(username: string, realm: RealmRef): string {
  const digest = sha256Text(JSON.stringify([realm.type, realm.name, username]))
  return `u_${digest}_0`
}

const seqNoOf = ({ version }: StoredRecord<ProfileRecord>): number => version - 1

const profileOf = (uid: string, record: StoredRecord<ProfileRecord>): Profile => ({
  ...record.value,
  uid,
  labels: parseJsonText(record.value.labels) as JsonObject,
  data: parseJsonText(record.value.data) as JsonObject,
  seqNo: seqNoOf(record),
})

const merged = (kept: string, change: JsonObject): string =>
  change.size === 0 ? kept : writeJsonText(new Map([...(parseJsonText(kept) as JsonObject), ...change]))
