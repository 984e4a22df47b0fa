/** What putting a template binds, as authorization asks it: names of aliases to patterns of indices. */

import type { TemplateContent } from '../../engine/templates/template.ts'
import type { TemplateTarget } from '../../request/names.ts'
import type { GivenTemplate } from './index-template-body.ts'

export const aliasNames = (content: TemplateContent | undefined): readonly string[] =>
  content?.aliases?.map(({ name }) => name) ?? []

export const indexTemplateTarget = ({ patterns, composedOf, content }: GivenTemplate): TemplateTarget => ({
  kind: 'index',
  patterns,
  components: composedOf,
  aliases: aliasNames(content),
})
