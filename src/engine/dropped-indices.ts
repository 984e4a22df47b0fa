/** Removes what deleted indices leave behind, in slices and in the background: their names are free already. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShardHouse } from './open-shard.ts'
import type { Table } from './storage/environment.ts'
import { indexRange } from './storage/keys.ts'

/** Keys removed in one transaction. */
const SLICE = 1000

/** Removes all data of a deleted index; what is left when `isClosing` is taken up at the next start. */
export async function removeDropped(
  house: ShardHouse,
  { number, uuid }: { readonly number: number; readonly uuid: string },
  isClosing: () => boolean,
): Promise<void> {
  const { environment, queue, records } = house
  await rm(join(house.folder, uuid), { recursive: true, force: true })
  for (const table of [environment.documents, environment.ids, environment.replaced, environment.tombstones]) {
    for (;;) {
      if (isClosing()) return
      if ((await queue.runInBackground(() => removeSlice(table, number))) < SLICE) break
    }
  }
  await queue.runInBackground(() => records.forgetDropped(number))
}

/** Removes segment folders that belong to no index. */
export async function removeForeignFolders({ folder }: ShardHouse, uuids: ReadonlySet<string>): Promise<void> {
  const found = await readdir(folder).catch(() => [])
  for (const name of found) if (!uuids.has(name)) await rm(join(folder, name), { recursive: true, force: true })
}

/** Inside a transaction. */
function removeSlice(table: Table, index: number): number {
  const keys = [...table.getKeys({ ...indexRange(index), limit: SLICE })]
  for (const key of keys) table.removeSync(key)
  return keys.length
}
