/** Every kind of aggregation there is: the one list that the parser reads. Others that Elasticsearch knows are named, to be refused by name. */
import type { AggregationKind } from './kind.ts'
import { cardinality } from './kinds/cardinality.ts'
import { composite } from './kinds/composite.ts'
import { filter } from './kinds/filter.ts'
import { filters } from './kinds/filters.ts'
import { missing } from './kinds/missing.ts'
import { dateRange, range } from './kinds/range.ts'
import { terms } from './kinds/terms.ts'
import { valueCount } from './kinds/value-count.ts'

export const AGGREGATION_KINDS: ReadonlyMap<string, AggregationKind> = new Map([
  ['cardinality', cardinality],
  ['composite', composite],
  ['date_range', dateRange],
  ['filter', filter],
  ['filters', filters],
  ['missing', missing],
  ['range', range],
  ['terms', terms],
  ['value_count', valueCount],
])

/** Known and not offered. */
export const UNOFFERED_KINDS: ReadonlySet<string> = new Set([
  'adjacency_matrix',
  'auto_date_histogram',
  'avg',
  'boxplot',
  'categorize_text',
  'children',
  'date_histogram',
  'diversified_sampler',
  'extended_stats',
  'frequent_item_sets',
  'geo_bounds',
  'geo_centroid',
  'geo_distance',
  'geo_line',
  'geohash_grid',
  'geohex_grid',
  'geotile_grid',
  'global',
  'histogram',
  'ip_prefix',
  'ip_range',
  'matrix_stats',
  'max',
  'median_absolute_deviation',
  'min',
  'multi_terms',
  'nested',
  'parent',
  'percentile_ranks',
  'percentiles',
  'random_sampler',
  'rare_terms',
  'rate',
  'reverse_nested',
  'sampler',
  'scripted_metric',
  'significant_terms',
  'significant_text',
  'stats',
  'string_stats',
  'sum',
  't_test',
  'time_series',
  'top_hits',
  'top_metrics',
  'variable_width_histogram',
  'weighted_avg',
])

/** The same of those that are computed from others. */
export const PIPELINE_KINDS: ReadonlySet<string> = new Set([
  'avg_bucket',
  'bucket_correlation',
  'bucket_count_ks_test',
  'bucket_script',
  'bucket_selector',
  'bucket_sort',
  'change_point',
  'cumulative_cardinality',
  'cumulative_sum',
  'derivative',
  'extended_stats_bucket',
  'inference',
  'max_bucket',
  'min_bucket',
  'moving_fn',
  'moving_percentiles',
  'normalize',
  'percentiles_bucket',
  'serial_diff',
  'stats_bucket',
  'sum_bucket',
])
