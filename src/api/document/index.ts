/** The document APIs. */
import type { AnyApi } from '../../request/api.ts'
import { bulk } from './bulk.ts'
import { createDocument } from './create-document.ts'
import { deleteDocument } from './delete-document.ts'
import { existsDocument } from './exists-document.ts'
import { existsSource } from './exists-source.ts'
import { getDocument } from './get-document.ts'
import { getSource } from './get-source.ts'
import { indexDocument } from './index-document.ts'
import { mget } from './mget.ts'
import { mtermvectors } from './mtermvectors.ts'
import { termVectors } from './term-vectors.ts'
import { updateDocument } from './update-document.ts'

export const documentApis: readonly AnyApi[] = [
  indexDocument,
  createDocument,
  getDocument,
  existsDocument,
  getSource,
  existsSource,
  updateDocument,
  deleteDocument,
  mget,
  bulk,
  termVectors,
  mtermvectors,
]
