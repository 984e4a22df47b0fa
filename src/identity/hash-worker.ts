/** The thread that hashes passwords. Started by `hash-pool.ts`; one task at a time, so that libuv's threads stay free for the disk. */
import { parentPort } from 'node:worker_threads'
import type { HashTask, HashTaskResult } from './hash-pool.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'

function run(task: HashTask): HashTaskResult {
  try {
    if (task.kind === 'hash') return { ok: true, value: hashPassword(task.password, task.algorithm) }
    return { ok: true, value: verifyPassword(task.password, task.stored) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'unknown error' }
  }
}

parentPort?.on('message', (task: HashTask) => parentPort?.postMessage(run(task)))
