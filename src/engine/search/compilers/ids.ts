/** `ids`, and terms of `_id`. */
import type { IdsNode } from '../../../query/node.ts'
import type { Compiler } from '../compile-context.ts'
import { idsWeight } from '../weights/ids.ts'

export const compileIds: Compiler<IdsNode> = (node, { boost }) => idsWeight(node.values, boost)
