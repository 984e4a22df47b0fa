/** Secrets are typed at a prompt that does not show them, or come as a line of standard input; never from the command line. */
import { createInterface } from 'node:readline'

const ENTER = new Set(['\r', '\n', '\u0004'])
const BACKSPACE = new Set(['\u007f', '\b'])
const INTERRUPT = '\u0003'

/** A password; at a terminal it is asked for, twice where `confirm` is set. Throws for an empty one. */
export async function readSecret(what: string, { confirm = false } = {}): Promise<string> {
  const { stdin } = process
  const secret = stdin.isTTY ? await prompt(what) : await readLine()
  if (secret === '') throw new Error(`${what} is empty: type it, or give it as a line of standard input`)
  if (stdin.isTTY && confirm && (await prompt(`${what}, again`)) !== secret) throw new Error('the two are not the same')
  return secret
}

/** Whether somebody can be asked. */
export const isInteractive = (): boolean => process.stdin.isTTY === true

/** The next line of standard input, without its end. */
async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) {
    lines.close()
    return line
  }
  return ''
}

function prompt(what: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(`${what}: `)
  stdin.setRawMode(true).setEncoding('utf8').resume()
  return new Promise((resolve, reject) => {
    let typed: readonly string[] = []
    const end = (settle: () => void): void => {
      stdin.off('data', onData).setRawMode(false).pause()
      stderr.write('\n')
      settle()
    }
    const onData = (text: string): void => {
      for (const character of text) {
        if (character === INTERRUPT) end(() => reject(new Error('interrupted')))
        else if (ENTER.has(character)) end(() => resolve(typed.join('')))
        else typed = BACKSPACE.has(character) ? typed.slice(0, -1) : [...typed, character]
      }
    }
    stdin.on('data', onData)
  })
}
