/**
 * Marks of a user that tokens are bound to. A token lives as long as its user still has the marks that it was issued under, so that deleting
 * or disabling a user, or changing his password, ends his tokens with the same write.
 */
import { randomSecret } from '../core/secrets.ts'

/** The marks as a user's record holds them; records from before have none. */
export interface KeptMarks {
  /** Another one whenever the user is made or disabled. */
  readonly session?: string
  /** Another one with every password. */
  readonly passwordMark?: string
}

export interface UserStamp {
  /** What it was read from: the same object as long as nothing about the user has changed. */
  readonly source: unknown
  readonly session: string
  readonly password: string
}

/** What has to change with a change of a user. */
export interface StampedChange {
  readonly isNew: boolean
  readonly enabled: boolean
  readonly newPassword: boolean
}

/** The marks after a change. */
export function nextMarks(before: KeptMarks | undefined, { isNew, enabled, newPassword }: StampedChange): KeptMarks {
  return {
    session: isNew || !enabled ? randomSecret() : (before?.session ?? ''),
    passwordMark: newPassword ? randomSecret() : (before?.passwordMark ?? ''),
  }
}

/** The stamp of a record. */
export const stampOf = (source: unknown, marks: KeptMarks | undefined): UserStamp => ({
  source,
  session: marks?.session ?? '',
  password: marks?.passwordMark ?? '',
})
