/**
 * Names that patterns do not cover unless a role says `allow_restricted_indices`: where the stack keeps its own state. And names that are
 * no index at all: the server's own records live elsewhere, so `.security*` names nothing, whoever asks.
 */
import { compileNamePatterns } from './name-pattern.ts'

const RESTRICTED = [
  '.apm-agent-configuration*',
  '.apm-custom-link*',
  '.async-search*',
  '.connector-secrets*',
  '.enrich-*',
  '.fleet*',
  '.geoip_databases*',
  '.inference*',
  '.kibana*',
  '.logstash*',
  '.ml-config*',
  '.ml-inference*',
  '.ml-meta*',
  '.reporting-*',
  '.secrets-inference*',
  '.security*',
  '.snapshot-blob-cache*',
  '.synonyms*',
  '.tasks*',
  '.transform-internal-*',
  '.triggered_watches*',
  '.watches*',
]

/** The restricted names as patterns. */
export const RESTRICTED_PATTERNS: readonly string[] = RESTRICTED

/** Whether a name is restricted. Cheap for all that do not begin with a dot. */
export const isRestrictedName = (name: string): boolean => name.startsWith('.') && matchesRestricted(name)

/** Whether a name stands for the server's own records, which are not an index. */
export const namesOwnRecords = (name: string): boolean => name.startsWith('.security')

const matchesRestricted = compileNamePatterns(RESTRICTED)
