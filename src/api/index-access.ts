/** What stands in the way of using an index: that it is closed, or that its settings block it (`index.blocks.*`). */
import { ElasticError, indexClosed } from '../core/errors.ts'
import type { Shard } from '../engine/shard.ts'

const FLOOD_STAGE =
  'TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block; for more information, see https://www.elastic.co/docs/troubleshoot/elasticsearch/fix-watermark-errors?version=9.5'

/** Level of use: `write` documents, `metadata` mappings and settings, `delete` the index itself. */
export type IndexUse = 'read' | 'write' | 'metadata' | 'delete'

/** Throws 400 for a closed index, 403 or 429 `cluster_block_exception` for a blocked one. */
export function assertUsable(shard: Shard, use: IndexUse): void {
  const isData = use === 'read' || use === 'write'
  if (isData && shard.closed) throw indexClosed(shard)
  const blocks = blocksAgainst(shard, use)
  if (blocks.length > 0) throw blocked(shard.name, blocks)
}

function blocksAgainst(shard: Shard, use: IndexUse): readonly string[] {
  if (use === 'read') return []
  const isSet = (name: string): boolean => shard.settings.get(`index.blocks.${name}`) === 'true'
  const blocks: string[] = []
  if (isSet('read_only')) blocks.push('FORBIDDEN/5/index read-only (api)')
  if (use === 'write' && isSet('write')) blocks.push('FORBIDDEN/8/index write (api)')
  if (use !== 'delete' && isSet('read_only_allow_delete')) blocks.push(FLOOD_STAGE)
  return blocks
}

function blocked(index: string, blocks: readonly string[]): ElasticError {
  const isForbidden = blocks.some((block) => block.startsWith('FORBIDDEN'))
  const reasons = blocks.map((block) => `[${block}];`).join('')
  return new ElasticError('cluster_block_exception', `index [${index}] blocked by: ${reasons}`, {
    status: isForbidden ? 403 : 429,
  })
}
