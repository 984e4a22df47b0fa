import { afterAll, beforeAll, expect, it } from 'vitest'
import { explainRequest } from '../../src/cli/explain-command.ts'
import { type Node, start } from '../../src/index.ts'
import { examplesOf, hasCurl, runScript } from './run-examples.ts'

let node: Node
beforeAll(async () => {
  node = await start({ data: 'memory', port: 0 })
})
afterAll(() => node.stop())

it('shows what the node answers, and what the command prints', async ({ skip }) => {
  if (!(await hasCurl())) skip('needs curl')
  const [setup, asked, command] = examplesOf('explain.md')
  await runScript(setup!.script, node)
  expect(JSON.parse(await runScript(asked!.script, node))).toEqual(JSON.parse(asked!.shown!.text))
  expect(command!.script).toContain("sallyport explain GET '/books-*,films-2026/_search' --as mara --user elastic:$PASSWORD")
  const options = { url: node.url, user: `elastic:${node.password}`, as: 'mara' }
  expect(await explainRequest('GET', '/books-*,films-2026/_search', options)).toEqual({
    isAllowed: false,
    text: command!.shown!.text,
  })
})
