/** Waits for tasks, but not for ever. */
import type { Running } from '../../tasks/tasks.ts'

/** False where the time was over first; `timeout` in milliseconds. */
export async function waitFor(tasks: readonly Pick<Running, 'settled'>[], timeout: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.min(timeout, MOST_MILLISECONDS))
  })
  try {
    return await Promise.race([Promise.all(tasks.map(({ settled }) => settled)).then(() => true), over])
  } finally {
    clearTimeout(timer)
  }
}

/** What a timer can count. */
const MOST_MILLISECONDS = 2 ** 31 - 1
