/**
 * Questions and answers between the first process and one worker, over Node's IPC. Both ends use this; what is asked stands in
 * `dialogue.ts`. A question to a process that is gone is rejected, never left open.
 */
import type { Dialogue, Subject } from './dialogue.ts'

type Content<S extends Subject> = Dialogue[S][0]
type Answer<S extends Subject> = Dialogue[S][1]

/** Where nothing is answered, nothing has to be returned. */
type Served<S extends Subject> = Answer<S> extends undefined ? unknown : Answer<S>

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly subject: Subject; readonly content: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly code: string | undefined }

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

export class Channel {
  readonly #post: (message: Message) => void
  readonly #waiting = new Map<number, Waiting>()
  readonly #handlers = new Map<Subject, (content: never) => unknown>()
  #next = 1
  #ended: string | undefined

  /** `post` hands a message to the other side, which puts it into its own `receive`. */
  constructor(post: (message: unknown) => void) {
    this.#post = post
  }

  ask<S extends Subject>(subject: S, content: Content<S>): Promise<Answer<S>> {
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended))
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#post({ kind: 'ask', id, subject, content })
    })
  }

  /** Says what is answered to a question; what it throws reaches the asker as a plain error. */
  serve<S extends Subject>(subject: S, answer: (content: Content<S>) => Served<S> | Promise<Served<S>>): void {
    this.#handlers.set(subject, answer)
  }

  receive(message: unknown): void {
    const { kind, id, ...rest } = message as Message
    if (kind === 'ask') return void this.#answer(message as Extract<Message, { kind: 'ask' }>)
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if ('answer' in rest) waiting?.resolve(rest.answer as never)
    else if ('message' in rest) waiting?.reject(Object.assign(new Error(rest.message), { code: rest.code }))
  }

  /** The other side is gone. */
  end(reason: string): void {
    this.#ended = reason
    for (const { reject } of this.#waiting.values()) reject(new Error(reason))
    this.#waiting.clear()
  }

  async #answer({ id, subject, content }: Extract<Message, { kind: 'ask' }>): Promise<void> {
    let reply: Message
    try {
      const handler = this.#handlers.get(subject)
      if (!handler) throw new Error(`nobody answers [${subject}]`)
      reply = { kind: 'answer', id, answer: await handler(content as never) }
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException
      reply = { kind: 'failure', id, message, code }
    }
    if (this.#ended === undefined) this.#post(reply)
  }
}
