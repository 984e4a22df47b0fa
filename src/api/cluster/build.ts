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

const NO_HASH = '0'.repeat(40)
const NO_DATE = '1970-01-01T00:00:00.000Z'

/** Lucene and the oldest partners of each major version. */
const CURRENT = build({ lucene: '10.5.1', wire: '8.19.0', index: '8.0.0' })
const OLDER: ReadonlyMap<string, Build> = new Map([
  ['7', build({ lucene: '8.11.3', wire: '6.8.0', index: '6.0.0-beta1' })],
  ['8', build({ lucene: '9.12.2', wire: '7.17.0', index: '7.0.0' })],
])

export const buildOf = (version: string): Build => OLDER.get(version.slice(0, version.indexOf('.'))) ?? CURRENT

function build({ lucene, wire, index }: Line): Build {
  return {
    build_flavor: 'default',
    build_type: 'tar',
    build_hash: NO_HASH,
    build_date: NO_DATE,
    build_snapshot: false,
    lucene_version: lucene,
    minimum_wire_compatibility_version: wire,
    minimum_index_compatibility_version: index,
  }
}
