/** Runs the examples of a page: `sh` blocks by the shell, against a node; a `json` or `text` block behind one is what it prints. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

export interface Example {
  readonly script: string
  readonly shown: { readonly form: 'json' | 'text'; readonly text: string } | undefined
}

/** The examples of docs/`page`, in order. */
export function examplesOf(page: string): readonly Example[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/```(sh|json|text)\n([\s\S]*?)```/g)].map(([, form, body]) => ({ form: form!, text: body! }))
  return blocks.flatMap(({ form, text: script }, at) => {
    const next = blocks[at + 1]
    const shown = next && next.form !== 'sh' ? { form: next.form as 'json' | 'text', text: next.text } : undefined
    return form === 'sh' ? [{ script, shown }] : []
  })
}

/** Whether there is what the examples need. */
export const hasCurl = (): Promise<boolean> =>
  promisify(execFile)('curl', ['--version']).then(
    () => true,
    () => false,
  )

/** What a script prints, with `localhost:9200` at the node. */
export async function runScript(script: string, node: { readonly url: string; readonly password: string }): Promise<string> {
  const address = node.url.replace('http://', '')
  const quiet = script.replaceAll('localhost:9200', address).replaceAll(/^curl /gm, 'curl -sS ')
  const { stdout } = await promisify(execFile)('bash', ['-ec', quiet], { env: { ...process.env, PASSWORD: node.password } })
  return stdout
}
