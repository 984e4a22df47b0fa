/** What simulations answer: the index that a template would make, and the templates that it leaves no room for. */
import type { JsonOutput } from '../../core/json/output.ts'
import { compose, partsOf } from '../../engine/templates/compose.ts'
import { overlapping } from '../../engine/templates/find-template.ts'
import type { IndexTemplate, Templates } from '../../engine/templates/template.ts'
import { showSettings } from '../flat-settings.ts'
import { showAliases } from '../indices/show-index.ts'
import { parsedMapping } from './check-composition.ts'

/** `patterns`: those of the template, or the name it is tried on. */
export function simulation(template: IndexTemplate, patterns: readonly string[], templates: Templates): JsonOutput {
  const composition = compose(partsOf(template, templates))
  const tier = template.dataStream ? 'data_hot' : 'data_content'
  const settings = new Map([['index.routing.allocation.include._tier_preference', tier], ...composition.settings])
  const others = [...templates.index.values(), ...templates.legacy.values()].filter(({ name }) => name !== template.name)
  return {
    template: {
      settings: showSettings(settings, false),
      mappings: composition.mappings && parsedMapping(composition).toJson(),
      aliases: showAliases(composition.aliases),
    },
    overlapping: overlapping(others, patterns).map((other) => ({ name: other.name, index_patterns: other.patterns })),
  }
}
