import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { examplesOf, hasCurl, runScript } from './run-examples.ts'

let node: Node
beforeAll(async () => {
  node = await start({ data: 'memory', port: 0 })
})
afterAll(() => node.stop())

it('shows what the node answers', async ({ skip }) => {
  if (!(await hasCurl())) skip('needs curl')
  for (const { script, shown } of examplesOf('streams.md')) {
    const printed = await runScript(script, node)
    if (shown) expect(JSON.parse(printed)).toEqual(JSON.parse(shown.text))
    else expect(printed).not.toContain('"error"')
  }
})
