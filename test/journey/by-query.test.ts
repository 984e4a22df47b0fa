/** `_reindex`, `_update_by_query`, `_delete_by_query` and `_tasks` over HTTP, each with one identity. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let elastic: Sender

beforeAll(async () => {
  live = await liveNode()
  elastic = live.elastic
})
afterAll(() => live.stop())

async function fill(index: string, count: number): Promise<void> {
  const docs = Array.from({ length: count }, (_, n) => [{ index: { _id: String(n) } }, { n, group: n % 3 }])
  await elastic('POST', `/${index}/_bulk?refresh=true`, lines(...docs.flat()))
}

const countOf = async (index: string): Promise<number> => (await elastic('GET', `/${index}/_count`)).body.count

async function finished(task: string): Promise<unknown> {
  const { body } = await elastic('GET', `/_tasks/${task}?wait_for_completion=true&timeout=20s`)
  return body
}

describe('_reindex', () => {
  it('copies several sources over many pages, byte for byte', async () => {
    await fill('a', 300)
    await elastic('PUT', '/b/_doc/pretty?refresh=true&routing=r', { n: 1 })
    const spaced = '{ "n" : 9007199254740993,\n  "d" : 1.10,\n  "t" : "a\\nb" }'
    await live.elastic('PUT', '/b/_doc/spaced?refresh=true', JSON.parse('{"n":1}'))
    const raw = await fetch(`${live.node.url}/b/_doc/spaced?refresh=true`, {
      method: 'PUT',
      headers: {
        authorization: `Basic ${Buffer.from('elastic:live-node-password').toString('base64')}`,
        'content-type': 'application/json',
      },
      body: spaced,
    })
    expect(raw.status).toBe(200)
    const { body } = await elastic('POST', '/_reindex?refresh=true', {
      source: { index: ['a', 'b'], size: 37 },
      dest: { index: 'c' },
    })
    expect(body).toMatchObject({ total: 302, created: 302, updated: 0, batches: 9, failures: [] })
    const { text } = await elastic('GET', '/c/_source/spaced')
    expect(text).toContain('"n" : 9007199254740993')
    expect(text).toContain('"d" : 1.10')
    expect((await elastic('GET', '/c/_doc/pretty?routing=r')).body._routing).toBe('r')
    expect(await countOf('c')).toBe(302)
  })

  it('in slices copies every document once and tells of each slice', async () => {
    await fill('whole', 200)
    const { body } = await elastic('POST', '/_reindex?refresh=true&slices=3', {
      source: { index: 'whole', size: 20 },
      dest: { index: 'parts' },
    })
    expect(body.slices).toHaveLength(3)
    expect(body.created).toBe(200)
    expect(body.slices.every((slice: { created: number }) => slice.created > 40)).toBe(true)
    expect(await countOf('parts')).toBe(200)
  })

  it('takes no more than max_docs, with query and source filter', async () => {
    await fill('many', 90)
    const source = { index: 'many', query: { term: { group: 1 } }, _source: ['n'], size: 7 }
    const { body } = await elastic('POST', '/_reindex?refresh=true', {
      source,
      max_docs: 17,
      dest: { index: 'few', routing: '=x' },
    })
    expect(body).toMatchObject({ total: 17, created: 17, batches: 3 })
    const { body: found } = await elastic('POST', '/few/_search', { size: 1 })
    expect(Object.keys(found.hits.hits[0]._source)).toEqual(['n'])
    expect(found.hits.hits[0]._routing).toBe('x')
  })

  it('stops at a conflict, or counts it and goes on', async () => {
    await fill('from', 50)
    await fill('into', 10)
    const request = { source: { index: 'from', size: 20 }, dest: { index: 'into', op_type: 'create' } }
    const aborted = await elastic('POST', '/_reindex', request)
    expect([aborted.status, aborted.body.version_conflicts, aborted.body.created, aborted.body.failures.length]).toEqual([
      409, 10, 10, 10,
    ])
    const went = await elastic('POST', '/_reindex?refresh=true', { ...request, conflicts: 'proceed' })
    expect([went.status, went.body.version_conflicts, went.body.created]).toEqual([200, 20, 30])
    expect(await countOf('into')).toBe(50)
  })

  it.each<[string, unknown, string]>([
    ['a script', { source: { index: 'a' }, dest: { index: 'x' }, script: { source: '1' } }, '[script] is not supported'],
    ['a pipeline', { source: { index: 'a' }, dest: { index: 'x', pipeline: 'p' } }, 'pipeline with id [p] does not exist'],
    [
      'a remote source',
      { source: { remote: { host: 'http://h:9200' }, index: 'a' }, dest: { index: 'x' } },
      '[h:9200] not whitelisted in reindex.remote.whitelist',
    ],
    ['aggregations', { source: { index: 'a', aggs: {} }, dest: { index: 'x' } }, '[aggs] is not supported'],
    [
      'an alias into its own index',
      { source: { index: 'way' }, dest: { index: 'a' } },
      'reindex cannot write into an index its reading from [a]',
    ],
    ['a pattern that meets the destination', { source: { index: 'a*' }, dest: { index: 'a' } }, 'reindex cannot write into'],
    [
      'two slicings',
      { source: { index: 'a', slice: { id: 0, max: 2 } }, dest: { index: 'x' } },
      'both manual and automatic slicing',
    ],
    [
      'no requests a second',
      { source: { index: 'a' }, dest: { index: 'x' } },
      '[requests_per_second] must be a float greater than 0',
    ],
  ])('refuses %s', async (what, body, reason) => {
    await fill('a', 3)
    await elastic('PUT', '/a/_alias/way')
    const parameters = what === 'two slicings' ? '?slices=2' : what.startsWith('no requests') ? '?requests_per_second=0' : ''
    const refused = await elastic('POST', `/_reindex${parameters}`, body)
    expect(refused.status).toBe(400)
    expect(refused.text).toContain(reason)
  })

  it('says what the destination refuses', async () => {
    await fill('a', 3)
    await elastic('PUT', '/closed')
    await elastic('POST', '/closed/_close')
    const closed = await elastic('POST', '/_reindex', { source: { index: 'a' }, dest: { index: 'closed' } })
    expect([closed.status, closed.body.error.type]).toEqual([400, 'index_closed_exception'])
    await elastic('PUT', '/still', { settings: { 'index.blocks.write': true } })
    const blocked = await elastic('POST', '/_reindex', { source: { index: 'a' }, dest: { index: 'still' } })
    expect([blocked.status, blocked.body.error.type]).toEqual([403, 'cluster_block_exception'])
  })
})

describe('_update_by_query', () => {
  it('writes what a query matches again, each document once', async () => {
    await fill('again', 100)
    const { body } = await elastic('POST', '/again/_update_by_query?refresh=true&scroll_size=11', {
      query: { term: { group: 2 } },
    })
    expect(body).toMatchObject({ total: 33, updated: 33, batches: 3, version_conflicts: 0 })
    const { body: found } = await elastic('POST', '/again/_search?size=200', { version: true })
    const versions = found.hits.hits.map((hit: { _version: number; _source: { group: number } }) => [
      hit._source.group === 2,
      hit._version,
    ])
    expect(versions.every(([isMeant, version]: [boolean, number]) => version === (isMeant ? 2 : 1))).toBe(true)
  })

  it('does not write what somebody changed meanwhile', async () => {
    await fill('racing', 60)
    const started = await elastic(
      'POST',
      '/racing/_update_by_query?scroll_size=10&requests_per_second=100&wait_for_completion=false&conflicts=proceed',
    )
    await elastic('PUT', '/racing/_doc/59', { n: -59 })
    expect(await finished(started.body.task)).toMatchObject({ completed: true, response: { version_conflicts: 1, updated: 59 } })
    expect((await elastic('GET', '/racing/_doc/59')).body._source).toEqual({ n: -59 })
  })
})

describe('_delete_by_query', () => {
  it('deletes what a query matches, and nothing else', async () => {
    await fill('thinned', 120)
    const { body } = await elastic('POST', '/thinned/_delete_by_query?refresh=true&scroll_size=13&slices=2', {
      query: { term: { group: 0 } },
    })
    expect(body).toMatchObject({ total: 40, deleted: 40, version_conflicts: 0 })
    expect(body.created).toBeUndefined()
    expect(await countOf('thinned')).toBe(80)
  })
})

describe('_tasks', () => {
  const slow = async (index: string): Promise<string> => {
    await fill(index, 50)
    const path = '/_reindex?wait_for_completion=false&requests_per_second=5'
    return (await elastic('POST', path, { source: { index, size: 10 }, dest: { index: `${index}-copy` } })).body.task
  }

  it('shows a task, its speed and how far it is; another speed ends it sooner', async () => {
    const task = await slow('slow')
    const { body } = await elastic('GET', `/_tasks/${task}`)
    expect(body).toMatchObject({
      completed: false,
      task: { action: 'indices:data/write/reindex', cancellable: true, cancelled: false },
    })
    expect(body.task.description).toBe('reindex from [slow] to [slow-copy]')
    const { body: list } = await elastic('GET', '/_tasks?actions=*reindex&detailed&group_by=none')
    expect(list.tasks.map(({ node, id }: { node: string; id: number }) => `${node}:${id}`)).toContain(task)
    const { body: changed } = await elastic('POST', `/_reindex/${task}/_rethrottle?requests_per_second=-1`)
    expect(Object.values(changed.nodes)).toHaveLength(1)
    expect(await finished(task)).toMatchObject({ completed: true, response: { created: 50, requests_per_second: -1 } })
  })

  it('cancels one after the page it is at', async () => {
    const task = await slow('dropped')
    const { body } = await elastic('POST', `/_tasks/${task}/_cancel?wait_for_completion=true`)
    expect(body.node_failures).toBeUndefined()
    const result = (await finished(task)) as { task: { cancelled: boolean }; response: { canceled: string; created: number } }
    expect(result.task.cancelled).toBe(true)
    expect(result.response.canceled).toBe('by user request')
    expect(result.response.created).toBeLessThan(50)
  })

  it('lists slices as tasks under theirs, which share its speed and end with it', async () => {
    await fill('sliced', 400)
    const path = '/_reindex?wait_for_completion=false&requests_per_second=20&slices=2'
    const { task } = (await elastic('POST', path, { source: { index: 'sliced', size: 10 }, dest: { index: 'sliced-copy' } })).body
    const children = async () => {
      const { body } = await elastic('GET', `/_tasks?parent_task_id=${task}&actions=*reindex&detailed&group_by=none`)
      return body.tasks as { node: string; id: number; status: { slice_id: number; requests_per_second: number } }[]
    }
    await expect.poll(async () => (await children()).filter(({ status }) => status).length, { timeout: 5000 }).toBe(2)
    const speeds = (found: Awaited<ReturnType<typeof children>>) => found.map(({ status }) => status.requests_per_second)
    expect(speeds(await children())).toEqual([10, 10])
    const { body: grouped } = await elastic('GET', '/_tasks?actions=*reindex&group_by=parents')
    expect(grouped.tasks[task].children).toHaveLength(2)
    await elastic('POST', `/_reindex/${task}/_rethrottle?requests_per_second=60`)
    await expect.poll(async () => speeds(await children()), { timeout: 5000 }).toEqual([30, 30])

    const [first] = await children()
    const { body: dropped } = await elastic('POST', `/_tasks/${first!.node}:${first!.id}/_cancel?wait_for_completion=true`)
    expect(dropped.node_failures).toBeUndefined()
    expect(await children()).toHaveLength(1)
    expect((await elastic('GET', `/_tasks/${first!.node}:${first!.id}`)).status).toBe(404)
    await elastic('POST', `/_tasks/${task}/_cancel?wait_for_completion=true`)
    expect(await children()).toHaveLength(0)
    const { response } = (await finished(task)) as { response: { canceled: string; slices: { canceled: string }[] } }
    expect([response.canceled, ...response.slices.map(({ canceled }) => canceled)]).toEqual(Array(3).fill('by user request'))
  })

  it('shows what its sender calls a task', async () => {
    await fill('named', 30)
    const response = await fetch(`${live.node.url}/_reindex?wait_for_completion=false&requests_per_second=5`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('elastic:live-node-password').toString('base64')}`,
        'content-type': 'application/json',
        'x-opaque-id': 'nightly',
      },
      body: JSON.stringify({ source: { index: 'named', size: 10 }, dest: { index: 'named-copy' } }),
    })
    const { task } = (await response.json()) as { task: string }
    expect((await elastic('GET', `/_tasks/${task}`)).body.task.headers).toEqual({ 'X-Opaque-Id': 'nightly' })
    const { body } = await elastic('POST', `/_tasks/${task}/_cancel`)
    expect(JSON.stringify(body)).toContain('"headers":{"X-Opaque-Id":"nightly"}')
  })

  it('lists requests that are being answered, this one among them', async () => {
    const { body } = await elastic('GET', '/_tasks?group_by=parents')
    expect(Object.values(body.tasks)).toEqual([
      expect.objectContaining({ action: 'cluster:monitor/tasks/lists', cancellable: false }),
    ])
  })

  it('are a table for people', async () => {
    const task = await slow('tabled')
    const { text } = await elastic('GET', '/_cat/tasks?v&h=action,task_id,parent_task_id,x_opaque_id&actions=*reindex')
    expect(text.split('\n')[0]).toMatch(/^action +task_id +parent_task_id +x_opaque_id$/)
    expect(text).toMatch(new RegExp(`indices:data/write/reindex +${task} +- +-`))
    const { body } = await elastic('GET', '/_cat/tasks?format=json&detailed&actions=*reindex')
    expect(body[0]).toMatchObject({ task_id: task, type: 'transport', description: 'reindex from [tabled] to [tabled-copy]' })
    await elastic('POST', `/_tasks/${task}/_cancel`)
  })

  it('knows nothing of a task that never was', async () => {
    const { body } = await elastic('GET', '/_nodes')
    const [node] = Object.keys(body.nodes)
    const missing = await elastic('GET', `/_tasks/${node}:999999`)
    expect([missing.status, missing.body.error.reason]).toEqual([
      404,
      `task [${node}:999999] isn't running and hasn't stored its results`,
    ])
    expect((await elastic('GET', '/_tasks/abc')).body.error.reason).toBe('malformed task id abc')
    expect((await elastic('POST', `/_tasks/${node}:999999/_cancel`)).body.node_failures).toHaveLength(1)
  })
})
