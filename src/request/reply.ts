/** What an API answers, before it becomes bytes in `http/respond.ts`. */
import type { Readable } from 'node:stream'
import type { JsonOutput } from '../core/json/output.ts'

/** A body that is not JSON (`_cat`). */
export class TextBody {
  readonly text: string
  readonly contentType: string

  constructor(text: string, contentType = 'text/plain; charset=UTF-8') {
    this.text = text
    this.contentType = contentType
  }
}

/** JSON that is still arriving. */
export class StreamBody {
  readonly stream: Readable

  constructor(stream: Readable) {
    this.stream = stream
  }
}

export interface Reply {
  readonly status: number
  /** undefined: an empty body. */
  readonly body?: JsonOutput | TextBody | StreamBody
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** 200 with a JSON body. */
export const ok = (body: JsonOutput): Reply => ({ status: 200, body })
