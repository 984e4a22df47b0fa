/**
 * When a task by query notes down how far it is: often enough that few pages are in doubt after a kill, seldom enough that the flush costs
 * nothing beside the pages. Used by `by-query-run.ts`.
 */

/** Pages, of all parts together. */
const PAGES_A_NOTE = 16
/** Milliseconds. */
const LONGEST = 1000

/** Pages of one part that may be on disk without a note: those of a note, and one at either end that a restart cuts otherwise. */
export const DOUBTFUL_PAGES = PAGES_A_NOTE + 2

export class PageNotes {
  readonly #save: () => Promise<void>
  #pages = 0
  #last = performance.now()
  #saving: Promise<void> | undefined

  /** `save` is durable when it resolves. */
  constructor(save: () => Promise<void>) {
    this.#save = save
  }

  /** Behind every page. No part goes on while a note is on its way, so none gets further than that. */
  async page(): Promise<void> {
    this.#pages++
    while (this.#saving) await this.#saving
    if (this.#pages >= PAGES_A_NOTE || performance.now() - this.#last >= LONGEST) await this.now()
  }

  async now(): Promise<void> {
    this.#pages = 0
    this.#last = performance.now()
    this.#saving = this.#save().finally(() => {
      this.#saving = undefined
    })
    await this.#saving
  }
}
