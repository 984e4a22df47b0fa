/** What turns a text into words: called by analyzers with a sink for the ends of each word, in order. */

/** Receives a token as a range of the text, in UTF-16 units. */
export type RangeSink = (start: number, end: number) => void

export type Tokenizer = (text: string, sink: RangeSink) => void

/** Elasticsearch's limit on the length of a token; longer ones are cut into pieces. */
export const DEFAULT_MAX_TOKEN_LENGTH = 255
