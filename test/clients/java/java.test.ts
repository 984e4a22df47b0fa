/** The official Java client, from Maven Central. */
import { playSession } from '../session/play.ts'
import { JAVA } from './library.ts'

for (const library of JAVA) playSession(library)
