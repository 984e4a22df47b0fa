/** A store that several processes share: each is a process here. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { openLocalStore, openSharedStore } from '../../src/store/local-store.ts'
import { removeFolder, temporaryFolder } from '../support/spawned-node.ts'
import { describeStoreContract } from './store-contract.ts'

const folders: string[] = []

async function preparedFolder(): Promise<string> {
  const folder = temporaryFolder()
  folders.push(folder)
  await (await openLocalStore(folder)).close()
  return folder
}

afterAll(() => folders.forEach(removeFolder))

describeStoreContract('shared store', async () => openSharedStore(await preparedFolder()))

/** A process that has the collection `things` of a shared store open. */
class Member {
  readonly #process: ChildProcess

  constructor(folder: string) {
    this.#process = fork(new URL('./shared-store-member.ts', import.meta.url), [folder], { execArgv: ['--import', 'tsx'] })
    this.#process.setMaxListeners(0)
  }

  /** Runs `text` with `store`, `things` and `seen` in its scope. */
  async run<Result>(text: string): Promise<Result> {
    this.#process.send(text)
    const [answer] = (await once(this.#process, 'message')) as [{ readonly result?: Result; readonly error?: string }]
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.result as Result
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill(signal)
    await once(this.#process, 'exit')
  }
}

describe('processes that share a store', () => {
  let members: readonly Member[] = []
  afterEach(() => Promise.all(members.map((member) => member.end())))

  async function open(count = 2): Promise<readonly Member[]> {
    const folder = await preparedFolder()
    members = Array.from({ length: count }, () => new Member(folder))
    await Promise.all(members.map((member) => member.run('0')))
    return members
  }

  it('see each change from their next look on', async () => {
    const [one, other] = (await open()) as [Member, Member]
    for (let turn = 1; turn <= 300; turn++) {
      const [writer, reader] = turn % 2 ? [one, other] : [other, one]
      await writer.run(`things.put('a', { turn: ${turn} })`)
      expect(await reader.run(`store.catchUp(), things.find('a')`)).toEqual({ version: turn, value: { turn } })
    }
    await one.run(`things.delete('a')`)
    expect(await other.run(`store.catchUp(), things.find('a') === undefined && things.size`)).toBe(0)
  })

  it('are told of the changes of others as of others', async () => {
    const [one, other] = (await open()) as [Member, Member]
    await one.run(`things.put('a', { turn: 1 })`)
    await other.run(`things.put('b', { turn: 1 })`)
    expect(await one.run('store.catchUp(), seen')).toEqual(['here a', 'elsewhere b'])
    expect(await other.run('store.catchUp(), seen')).toEqual(['elsewhere a', 'here b'])
  })

  it('decide a conditional write by what all of them wrote, seen or not', async () => {
    const all = await open(3)
    for (let turn = 1; turn <= 50; turn++) {
      const won = await Promise.all(all.map((member) => member.run(`things.put('a', { turn: ${turn} }, ${turn - 1})`)))
      expect(won.filter(Boolean)).toHaveLength(1)
    }
  })

  it('add up where each reads, adds and writes again when somebody was faster', async () => {
    const all = await open(3)
    const add = `(async () => { for (let left = 100; left > 0; ) {
      const found = things.find('a')
      if (await things.put('a', { turn: (found?.value.turn ?? 0) + 1 }, found?.version ?? 0)) left--
    } })()`
    await Promise.all(all.map((member) => member.run(add)))
    expect(await all[0]!.run(`store.catchUp(), things.find('a').value.turn`)).toBe(300)
  })

  it('never give a version again, whoever deleted', async () => {
    const [one, other] = (await open()) as [Member, Member]
    for (let turn = 0; turn < 7; turn++) await one.run(`things.put('a', { turn: ${turn} })`)
    await one.run(`things.delete('a')`)
    await other.run(`things.put('a', { turn: 0 })`)
    expect(await one.run(`things.put('a', { turn: 1 }, 1)`)).toBe(false)
    expect(await other.run(`things.find('a').version`)).toBe(8)
  })

  it('read everything anew where more has changed than is noted down', async () => {
    const [one, other] = (await open()) as [Member, Member]
    await one.run(`Promise.all(Array.from({ length: 500 }, (_, at) => things.put('old-' + at, { turn: 0 })))`)
    await other.run('store.catchUp()')
    await one.run(`Promise.all(Array.from({ length: 12000 }, (_, at) => things.put('new-' + at, { turn: at })))`)
    await one.run(`Promise.all(Array.from({ length: 400 }, (_, at) => things.delete('old-' + at)))`)
    expect(await other.run('store.catchUp(), things.size')).toBe(12_100)
    expect(await other.run(`things.find('new-11999').value.turn`)).toBe(11_999)
    expect(await other.run(`things.find('old-7') === undefined`)).toBe(true)
  })

  it('go on where one was killed while it wrote', async () => {
    const [one, other] = (await open()) as [Member, Member]
    const writing = one.run(`(async () => { for (;;) await things.put('a', { turn: 1 }) })()`)
    writing.catch(() => {})
    await other.run(`(async () => { while (!(store.catchUp(), things.find('a'))) await 0 })()`)
    await one.end('SIGKILL')
    expect(await other.run(`things.put('b', { turn: 2 })`)).toBe(true)
  })
})
