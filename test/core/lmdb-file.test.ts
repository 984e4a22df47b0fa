import { expect, it } from 'vitest'
import { writeFailure } from '../../src/core/lmdb-file.ts'

it('keeps of a failed write what the system said, and no words of memory', () => {
  const message = 'Operation not permitted: Attempting to write page at position 12288, size 8192, buffer sizes 4096 1956511745'
  expect(writeFailure(message)).toBe('Operation not permitted')
  expect(writeFailure('map full')).toBe('map full')
})
