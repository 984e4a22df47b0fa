/** The versions that are played, newest first, as README.md lists them. */
import manifest from '../../../package.json' with { type: 'json' }

/** The names under which package.json installs the JavaScript clients. */
export const NPM_NAMES = ['@elastic/elasticsearch', 'es8', 'es7'] as const

export const VERSIONS = {
  JavaScript: NPM_NAMES.map((name) => manifest.devDependencies[name].split('@').at(-1)!),
  Python: ['9.5.1', '8.19.3', '7.17.13'],
  Java: ['9.5.6', '8.19.3'],
  Go: ['9.5.2', '8.19.7'],
  Perl: ['8.00'],
  Ruby: ['7.17.1'],
  PHP: ['9.3.0', '8.17.1'],
  '.NET': ['9.1.0', '8.19.0'],
} as const

export const majorOf = (version: string): number => Number.parseInt(version, 10)
