/** The version of this package, read from its package.json. */
import { createRequire } from 'node:module'

/** By the package's own name, so that it is found from the sources and from the bundle alike. */
export function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('sallyport/package.json') as { version: string }
  return manifest.version
}
