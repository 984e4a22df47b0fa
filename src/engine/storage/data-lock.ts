/**
 * The lock of a data folder: `main.ts` takes it before anything inside is opened, since LMDB lets two processes write to one folder.
 * A file that appears in one step names its holder by process id, start time and boot; one left by a process that died is taken over. A
 * holder in another container cannot be looked up: it counts as alive while it keeps touching the file. Takeover is itself guarded by such
 * a file, so two processes that find the same leftover cannot both win.
 */
import { closeSync, linkSync, openSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { makePrivateFolder } from '../../core/private-files.ts'

/** The right to the folder, until it is given back. */
export interface DataLock {
  release(): void
}

interface Holder {
  readonly pid: number
  /** Tells a process from a later one with the same id; empty where the system does not say. */
  readonly started: string
  readonly boot: string
  /** Process ids mean something within one of these. A container that starts again has a new one, and its old host name. */
  readonly namespace: string
  readonly host: string
}

const TOUCH_EVERY = 10_000
/** Milliseconds without a touch after which a holder that cannot be looked up is given up. */
const SILENCE = 45_000

/** Another process (or another node in this one) holds the folder. */
export class DataFolderLockedError extends Error {
  readonly pid: number

  constructor(folder: string, pid: number) {
    super(`data folder [${folder}] is in use by process [${pid}]${pid === process.pid ? ' (this one)' : ''}`)
    this.name = 'DataFolderLockedError'
    this.pid = pid
  }
}

/** Takes the folder (made where it is missing), or throws an error that names the process holding it. */
export function lockDataFolder(folder: string): DataLock {
  const path = join(folder, 'node.lock')
  try {
    makePrivateFolder(folder)
    if (!tryCreate(path)) takeOver(folder, path)
  } catch (error) {
    throw unusable(folder, error as NodeJS.ErrnoException)
  }
  let held = true
  const touching = setInterval(() => touch(path), TOUCH_EVERY).unref()
  return {
    release: () => {
      clearInterval(touching)
      if (held) rmSync(path, { force: true })
      held = false
    },
  }
}

/** A fault of the file system, with the folder it is about; others say it themselves. */
function unusable(folder: string, error: NodeJS.ErrnoException): Error {
  if (error.code === undefined) return error
  const isNoFolder = error.code === 'EEXIST' || error.code === 'ENOTDIR'
  const why = isNoFolder ? 'is not a folder' : `cannot be written: ${error.message}`
  return new Error(`data folder [${folder}] ${why}`, { cause: error })
}

/** A disk that takes no writes is no reason to give up the folder. */
function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {}
}

function takeOver(folder: string, path: string): void {
  refuseWhileHeld(folder, path)
  const guard = `${path}.takeover`
  // A guard whose maker died within these few lines stays; better a start refused with its name than two nodes on one folder.
  if (!tryCreate(guard)) {
    throw new Error(`data folder [${folder}] is being taken over by another process; if none is starting, remove [${guard}]`)
  }
  try {
    refuseWhileHeld(folder, path)
    rmSync(path, { force: true })
    if (!tryCreate(path)) refuseWhileHeld(folder, path)
  } finally {
    rmSync(guard, { force: true })
  }
}

function refuseWhileHeld(folder: string, path: string): void {
  const holder = findHolder(path)
  if (holder && isAlive(holder, path)) throw new DataFolderLockedError(folder, holder.pid)
}

/** Makes the file with its content in one step: nobody ever reads half of it. */
function tryCreate(path: string): boolean {
  const draft = `${path}.${process.pid}`
  const file = openSync(draft, 'w', 0o600)
  writeSync(file, JSON.stringify(describe(process.pid)))
  closeSync(file)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The holder as written; undefined where the file is gone or was damaged by a power cut (then nobody alive wrote it). */
function findHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return Number.isSafeInteger(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

function isAlive(holder: Holder, path: string): boolean {
  const here = describe(process.pid)
  const isElsewhere = holder.boot === here.boot && holder.namespace !== here.namespace
  if (isElsewhere) return holder.host !== here.host && Date.now() - statSync(path).mtimeMs < SILENCE
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = describe(holder.pid)
  return now.boot === holder.boot && now.started === holder.started
}

const describe = (pid: number): Holder => ({
  pid,
  started: startTime(pid),
  boot: readOr('/proc/sys/kernel/random/boot_id'),
  namespace: namespaceOr(''),
  host: hostname(),
})

/** Clock ticks between boot and the start of a process: field 22 of its stat line, counted after the name, which may hold anything. */
function startTime(pid: number): string {
  const line = readOr(`/proc/${pid}/stat`)
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function namespaceOr(unknown: string): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return unknown
  }
}
