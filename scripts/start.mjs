/** `npm start`: installs and builds what is missing, then starts a node. Options come after `--`: `npm start -- --port 9201`. */
import { setUp } from './setup.mjs'

setUp()
await import('../dist/cli/main.js')
