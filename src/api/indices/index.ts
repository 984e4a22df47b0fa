/** The APIs about indices. */
import type { AnyApi } from '../../request/api.ts'
import { closeIndex } from './close-index.ts'
import { createIndex } from './create-index.ts'
import { deleteAlias } from './delete-alias.ts'
import { deleteIndex } from './delete-index.ts'
import { existsIndex } from './exists-index.ts'
import { flush } from './flush.ts'
import { existsAlias, getAlias } from './get-alias.ts'
import { getFieldMapping } from './get-field-mapping.ts'
import { getIndex } from './get-index.ts'
import { getMapping } from './get-mapping.ts'
import { getSettings } from './get-settings.ts'
import { openIndex } from './open-index.ts'
import { putAlias } from './put-alias.ts'
import { putMapping } from './put-mapping.ts'
import { putSettings } from './put-settings.ts'
import { refresh } from './refresh.ts'
import { resolveIndex } from './resolve-index.ts'
import { rollover } from './rollover.ts'
import { stats } from './stats.ts'
import { updateAliases } from './update-aliases.ts'

export const indexApis: readonly AnyApi[] = [
  createIndex,
  getIndex,
  existsIndex,
  deleteIndex,
  getMapping,
  putMapping,
  getFieldMapping,
  getSettings,
  putSettings,
  refresh,
  flush,
  stats,
  getAlias,
  existsAlias,
  resolveIndex,
  rollover,
  openIndex,
  closeIndex,
  updateAliases,
  putAlias,
  deleteAlias,
]
