/**
 * The build that `GET /` and `_nodes` report. Clients read its shape and compare versions. Hash and date are plainly nobody's: this is not
 * a build of Elasticsearch, it speaks like one.
 */

export interface Build {
  readonly build_flavor: string
  readonly build_type: string
  readonly build_hash: string
  readonly build_date: string
  readonly build_snapshot: boolean
  readonly lucene_version: string
  readonly minimum_wire_compatibility_version: string
  readonly minimum_index_compatibility_version: string
}

interface Line {
  readonly lucene: string
  readonly wire: string
  readonly index: string
}

/** Lucene and the oldest partners of each major version. */
const LINES: ReadonlyMap<number, Line> = new Map([
  [7, { lucene: '8.11.3', wire: '6.8.0', index: '6.0.0-beta1' }],
  [8, { lucene: '9.12.2', wire: '7.17.0', index: '7.0.0' }],
  [9, { lucene: '10.5.1', wire: '8.19.0', index: '8.0.0' }],
])

const NO_HASH = '0'.repeat(40)
const NO_DATE = '1970-01-01T00:00:00.000Z'

export function buildOf(version: string): Build {
  const line = LINES.get(Number(version.split('.')[0])) ?? LINES.get(9)!
  return {
    build_flavor: 'default',
    build_type: 'tar',
    build_hash: NO_HASH,
    build_date: NO_DATE,
    build_snapshot: false,
    lucene_version: line.lucene,
    minimum_wire_compatibility_version: line.wire,
    minimum_index_compatibility_version: line.index,
  }
}
