/**
 * Looks at an LMDB data file before LMDB does: a junk file would be a segmentation fault, a truncated one a bus error. Called before each
 * environment is opened. Leaves the content of pages to the checksums of whoever wrote them.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFile, makePrivateFolder } from './private-files.ts'

const MAGIC = 0xbeefc0de
const FORMAT = 2
/** Offsets within a meta page: magic, format, page size, last page in use, transaction. */
const AT = { magic: 24, format: 28, pageSize: 48, lastPage: 136, transaction: 144, end: 152 } as const
/** Pages that a commit may count without having written them: allocated and freed again in one transaction. */
const UNWRITTEN_PAGES = 16

interface Meta {
  readonly pageSize: number
  readonly lastPage: number
  readonly transaction: bigint
}

/** Makes the folder of a database with what LMDB puts into it, for this user alone; throws where `checkLmdbFile` does. */
export function prepareLmdbFolder(folder: string): void {
  makePrivateFolder(folder)
  for (const name of ['data.mdb', 'lock.mdb']) makePrivateFile(join(folder, name))
  checkLmdbFile(folder)
}

/** Throws a plain Error that names the file where LMDB must not open it. An absent or empty file is a new database. */
function checkLmdbFile(folder: string): void {
  const file = join(folder, 'data.mdb')
  const descriptor = openForCheck(file)
  if (descriptor === undefined) return
  try {
    checkOpened(file, descriptor.fd, descriptor.writable)
  } finally {
    closeSync(descriptor.fd)
  }
}

function openForCheck(file: string): { fd: number; writable: boolean } | undefined {
  try {
    return { fd: openSync(file, 'r+'), writable: true }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return undefined
    if (code === 'EROFS' || code === 'EACCES') return { fd: openSync(file, 'r'), writable: false }
    throw error
  }
}

function checkOpened(file: string, fd: number, writable: boolean): void {
  const size = fstatSync(fd).size
  if (size === 0) return
  const first = readMeta(fd, 0)
  const second = first && readMeta(fd, first.pageSize)
  if (!first || !second || first.pageSize !== second.pageSize) throw new Error(`[${file}] is not a database of this server`)
  const meta = first.transaction > second.transaction ? first : second
  const expected = (meta.lastPage + 1) * meta.pageSize
  if (size >= expected) return
  if (!writable || expected - size > UNWRITTEN_PAGES * meta.pageSize) {
    throw new Error(`[${file}] is truncated: it has [${size}] bytes of [${expected}]`)
  }
  // Reading past the end of a mapped file kills the process; a zero page is a mere error.
  ftruncateSync(fd, expected)
}

function readMeta(fd: number, offset: number): Meta | undefined {
  const page = Buffer.alloc(AT.end)
  if (readSync(fd, page, 0, AT.end, offset) < AT.end) return undefined
  if (page.readUInt32LE(AT.magic) !== MAGIC || page.readUInt32LE(AT.format) !== FORMAT) return undefined
  const pageSize = page.readUInt32LE(AT.pageSize)
  const lastPage = page.readBigUInt64LE(AT.lastPage)
  if (pageSize < 256 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0 || lastPage > 2n ** 40n) return undefined
  return { pageSize, lastPage: Number(lastPage), transaction: page.readBigUInt64LE(AT.transaction) }
}

/** Why a write failed, as the system says it. LMDB goes on with places and sizes, the last of which are words of memory that was never set. */
export const writeFailure = (message: string): string => message.split(': Attempting to write', 1)[0]!
