/**
 * Rights that tell what they were asked: the decision runs on them as on any others, and what it asked explains it. Made by `explain.ts`,
 * never on the way of a request.
 */

import type { ElasticError } from '../core/errors.ts'
import type { Grants, Restriction } from '../request/access.ts'
import type { ActionRights } from '../roles/index-permission.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { AUTO_PUT } from './decide-items.ts'

/** What a decision asked, and the answer it got. */
export type Question =
  | { readonly kind: 'cluster'; readonly action: string; readonly isAllowed: boolean }
  /** `restriction`: what may be seen; undefined: not allowed. */
  | { readonly kind: 'index'; readonly action: string; readonly name: string; readonly restriction: Restriction | undefined }
  /** Whether the action is allowed on any name at all. */
  | { readonly kind: 'anywhere'; readonly action: string; readonly isAllowed: boolean }
  /** A name that something named otherwise stands for, and that is denied. */
  | { readonly kind: 'behind'; readonly action: string; readonly name: string }
  | { readonly kind: 'run_as'; readonly username: string; readonly isAllowed: boolean }

/** One trial of the decision. */
export interface Trial {
  readonly grants: Grants | undefined
  readonly refusal: ElasticError | undefined
  /** Each once, in the order in which they were first asked. */
  readonly questions: readonly AskedQuestion[]
}

export interface AskedQuestion {
  readonly question: Question
  /** Whose rights were asked. */
  readonly rights: RoleSet
}

/** The same rights; `note` hears each question. */
export function recordRights(rights: RoleSet, note: (question: Question) => void): RoleSet {
  return {
    ...rights,
    indices: { forAction: (action) => recordAction(action, rights.indices.forAction(action), note) },
    grantsCluster(action) {
      const isAllowed = rights.grantsCluster(action)
      note({ kind: 'cluster', action, isAllowed })
      return isAllowed
    },
    mayRunAs(username) {
      const isAllowed = rights.mayRunAs(username)
      note({ kind: 'run_as', username, isAllowed })
      return isAllowed
    },
  }
}

function recordAction(action: string, rights: ActionRights, note: (question: Question) => void): ActionRights {
  // Asked of every write beforehand, for documents that may never come.
  if (action === AUTO_PUT) return rights
  return {
    get onStreams() {
      return recordAction(action, rights.onStreams, note)
    },
    get grantsAnything() {
      note({ kind: 'anywhere', action, isAllowed: rights.grantsAnything })
      return rights.grantsAnything
    },
    hasDenials: rights.hasDenials,
    denies(name) {
      const isDenied = rights.denies(name)
      if (isDenied) note({ kind: 'behind', action, name })
      return isDenied
    },
    find(name) {
      const restriction = rights.find(name)
      note({ kind: 'index', action, name, restriction })
      return restriction
    },
    findBacking(index, stream) {
      for (const name of [index, stream]) note({ kind: 'index', action, name, restriction: rights.onStreams.find(name) })
      return rights.findBacking(index, stream)
    },
    visible: (table) => rights.visible(table),
  }
}
