/** The APIs about data streams. */
import type { AnyApi } from '../../request/api.ts'
import { createDataStream } from './create-data-stream.ts'
import { deleteDataStream } from './delete-data-stream.ts'
import { getDataStream } from './get-data-stream.ts'

export const dataStreamApis: readonly AnyApi[] = [createDataStream, getDataStream, deleteDataStream]
