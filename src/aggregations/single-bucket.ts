/** Aggregations with one bucket: the documents that a test lets in. Used by `filter` and `missing`. */
import { Bucket, type Opened, type OpenedKind } from './aggregation.ts'

export const openSingle = <Item>(
  type: string,
  inner: readonly Opened<Item>[],
  isIn: (item: Item) => boolean,
): OpenedKind<Item> => ({
  type,
  start() {
    const bucket = new Bucket(inner)
    return {
      collect: (item) => {
        if (isIn(item)) bucket.collect(item)
      },
      result: () => bucket.members(),
      get order() {
        return bucket.count
      },
    }
  },
})
