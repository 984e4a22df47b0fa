/** The APIs of user profiles. */
import type { AnyApi } from '../../../request/api.ts'
import { activateProfile } from './activate-profile.ts'
import { getProfile } from './get-profile.ts'
import { hasPrivilegesProfile } from './has-privileges-profile.ts'
import { putProfileData } from './put-profile-data.ts'
import { disableProfile, enableProfile } from './set-profile-enabled.ts'
import { suggestProfiles } from './suggest-profiles.ts'

export const profileApis: readonly AnyApi[] = [
  activateProfile,
  getProfile,
  putProfileData,
  enableProfile,
  disableProfile,
  suggestProfiles,
  hasPrivilegesProfile,
]
