/** The official JavaScript client, from npm: 9, 8 and 7 side by side. */
import { playSession } from '../session/play.ts'
import { JAVASCRIPT } from './library.ts'

for (const library of JAVASCRIPT) playSession(library)
