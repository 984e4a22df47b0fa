/** The table of clients in README.md names the versions that the sessions play. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { VERSIONS } from '../clients/session/versions.ts'

it.each(Object.entries(VERSIONS))('README.md lists the versions of %s that are played', (language, versions) => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`| ${language} | ${versions.join(', ')} |`)
})
