import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { examplesOf, hasCurl, runScript } from './run-examples.ts'

let folder: string
let node: Node
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roles-'))
  const page = readFileSync(new URL('../../docs/roles.md', import.meta.url), 'utf8')
  writeFileSync(join(folder, 'roles.yml'), /```yaml\n([\s\S]*?)```/.exec(page)![1]!)
  node = await start({ data: 'memory', port: 0, settings: { 'path.conf': folder } })
})
afterAll(async () => {
  await node.stop()
  rmSync(folder, { recursive: true })
})

it('shows what the node answers', async ({ skip }) => {
  if (!(await hasCurl())) skip('needs curl')
  for (const { script, shown } of examplesOf('roles.md')) {
    const printed = await runScript(script, node)
    if (shown) expect(JSON.parse(printed)).toEqual(JSON.parse(shown.text))
    else expect(printed).not.toContain('"error"')
  }
})
