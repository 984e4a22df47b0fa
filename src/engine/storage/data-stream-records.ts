/** Data streams in the `meta` table, one record each. */
import type { DataStream, DataStreams } from '../data-streams/data-stream.ts'
import type { MetaRecords } from './meta-records.ts'

const PREFIX = 'data-stream/'

export class DataStreamRecords {
  readonly #records: MetaRecords

  constructor(records: MetaRecords) {
    this.#records = records
  }

  list(): DataStreams {
    const streams = this.#records.keys(PREFIX).map((key) => readStream(String(this.#records.get(key))))
    return new Map(streams.map((stream) => [stream.name, stream]))
  }

  /** Inside a transaction. */
  put(stream: DataStream): void {
    this.#records.put(`${PREFIX}${stream.name}`, Buffer.from(JSON.stringify(stream)))
  }

  /** Inside a transaction. */
  remove(name: string): void {
    this.#records.remove(`${PREFIX}${name}`)
  }
}

// Written by this server from a `DataStream`, under a checksum; by earlier versions without aliases.
const readStream = (json: string): DataStream => ({ aliases: [], ...(JSON.parse(json) as Omit<DataStream, 'aliases'>) })
