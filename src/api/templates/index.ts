/** The APIs about templates: what new indices get by their names. */
import type { AnyApi } from '../../request/api.ts'
import { deleteComponentTemplate } from './delete-component-template.ts'
import { deleteIndexTemplate } from './delete-index-template.ts'
import { deleteLegacyTemplate } from './delete-legacy-template.ts'
import { existsComponentTemplate, getComponentTemplate } from './get-component-template.ts'
import { existsIndexTemplate, getIndexTemplate } from './get-index-template.ts'
import { existsLegacyTemplate, getLegacyTemplate } from './get-legacy-template.ts'
import { putComponentTemplate } from './put-component-template.ts'
import { putIndexTemplate } from './put-index-template.ts'
import { putLegacyTemplate } from './put-legacy-template.ts'
import { simulateIndex } from './simulate-index.ts'
import { simulateTemplate } from './simulate-template.ts'

export const templateApis: readonly AnyApi[] = [
  putComponentTemplate,
  getComponentTemplate,
  existsComponentTemplate,
  deleteComponentTemplate,
  putIndexTemplate,
  getIndexTemplate,
  existsIndexTemplate,
  deleteIndexTemplate,
  simulateTemplate,
  simulateIndex,
  putLegacyTemplate,
  getLegacyTemplate,
  existsLegacyTemplate,
  deleteLegacyTemplate,
]
