/** The official Python client, from PyPI. */
import { playSession } from '../session/play.ts'
import { PYTHON } from './library.ts'

for (const library of PYTHON) playSession(library)
