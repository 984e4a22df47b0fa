/** Pages whose commands are run one after the other, and print what stands behind them. */
import { afterEach, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { examplesOf, hasCurl, runScript } from './run-examples.ts'

let node: Node | undefined
afterEach(() => node?.stop())

const isRunnable = await hasCurl()

it.skipIf(!isRunnable).each(['profiles.md', 'streams.md'])('%s shows what the node answers', async (page) => {
  const examples = examplesOf(page)
  expect(examples.filter(({ shown }) => shown).length).toBeGreaterThan(2)
  node = await start({ data: 'memory', port: 0 })
  for (const { script, shown } of examples) {
    const printed = await runScript(script, node)
    if (shown) expect(JSON.parse(printed)).toEqual(JSON.parse(shown.text))
    else expect(printed).not.toContain('"error"')
  }
})
