/**
 * The analyzers of one index by name: the built-in ones and those its settings define. Made when an index is created or opened; mappings
 * and queries look analyzers up here.
 */

import { configuredAnalyzers } from './analysis-settings.ts'
import type { Analyzer } from './analyzer.ts'
import { BUILT_IN_ANALYZERS } from './built-in-analyzers.ts'
import { ChainAnalyzer } from './chain-analyzer.ts'

export interface Analysis {
  /** An analyzer by name; undefined where there is none. */
  find(name: string): Analyzer | undefined
  /** What text fields use that name no analyzer. */
  readonly default: Analyzer
  /** The same for queries. */
  readonly defaultSearch: Analyzer
  /** An analyzer of this index with another distance between the values of a field. */
  withGap(analyzer: Analyzer, gap: number): Analyzer
}

/** Throws 400 where the settings define what there is not. */
export function createAnalysis(settings: ReadonlyMap<string, string>): Analysis {
  const configured = configuredAnalyzers(settings)
  const find = (name: string): Analyzer | undefined => configured.get(name) ?? BUILT_IN_ANALYZERS.get(name)
  const standard = configured.get('default') ?? BUILT_IN_ANALYZERS.get('standard')!
  return {
    find: (name) => (name === 'default' ? standard : find(name)),
    default: standard,
    defaultSearch: configured.get('default_search') ?? standard,
    withGap: (analyzer, gap) =>
      analyzer instanceof ChainAnalyzer && gap !== analyzer.positionIncrementGap ? analyzer.withGap(gap) : analyzer,
  }
}
