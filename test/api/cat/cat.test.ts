import { beforeEach, describe, expect, it } from 'vitest'
import { catApis } from '../../../src/api/cat/index.ts'
import { FakeServer } from '../call-api.ts'

let server: FakeServer
const text = async (path: string): Promise<string> => (await server.call(`GET ${path}`)).text
const reason = (answer: { body: { error: { reason: string } } }): string => answer.body.error.reason

beforeEach(async () => {
  server = new FakeServer(catApis)
  const c1 = server.add('c1', { 'index.number_of_replicas': '0' })
  c1.aliases = [{ name: 'al1' }]
  await c1.write([{ kind: 'index', id: '1', routing: undefined, source: Buffer.from('{}') }])
  server.add('c2', { 'index.number_of_shards': '2', 'index.number_of_replicas': '1' })
})

describe('cat.indices', () => {
  it('aligns columns as Elasticsearch does', async () => {
    expect(await text('/_cat/indices?h=health,status,index,pri,rep,docs.count,docs.deleted&s=index')).toBe(
      'green  open c1 1 0 1 0\nyellow open c2 2 1 0 0\n',
    )
    expect(await text('/_cat/indices/c1?v&h=health,status,index,pri,rep,docs.count')).toBe(
      'health status index pri rep docs.count\ngreen  open   c1      1   0          1\n',
    )
    expect(await text('/_cat/indices?v')).toBe(
      'health status index uuid                   pri rep docs.count docs.deleted store.size pri.store.size dataset.size\n' +
        'green  open   c1    uuuuuuuuuuuuuuuuuuuuuu   1   0          1            0     16.6kb         16.6kb       16.6kb\n' +
        'yellow open   c2    uuuuuuuuuuuuuuuuuuuuuu   2   1          0            0     16.6kb         16.6kb       16.6kb\n',
    )
  })

  it('answers JSON with texts', async () => {
    expect((await server.call('GET /_cat/indices/c*?format=json&h=index,docs.count,rep&s=index:desc')).text).toBe(
      '[{"index":"c2","docs.count":"0","rep":"1"},{"index":"c1","docs.count":"1","rep":"0"}]',
    )
    expect(await text('/_cat/indices/nope*?format=json')).toBe('[]')
  })

  it('chooses columns by name, other name and pattern, and leaves out unknown ones', async () => {
    expect(await text('/_cat/indices?h=index,nope')).toBe('c1\nc2\n')
    expect(await text('/_cat/indices/c1?h=pri,rep*,doc*&v')).toBe(
      'pri rep docs.count docs.deleted\n  1   0          1            0\n',
    )
    expect(await text('/_cat/indices/c1?h=i,dc&v')).toBe('i  dc\nc1  1\n')
    expect(await text('/_cat/indices?h=index,index')).toBe('c1\nc2\n')
    expect(await text('/_cat/indices?h=nope')).toBe('\n\n')
    expect(await text('/_cat/indices?h=')).toBe('\n\n')
  })

  it('sorts by several keys', async () => {
    expect(await text('/_cat/indices?h=index&s=store.size:desc,index:desc')).toBe('c2\nc1\n')
    expect(await text('/_cat/indices?h=index&s=dc:desc')).toBe('c1\nc2\n')
    for (const key of ['nope', 'index:foo']) {
      expect(reason(await server.call(`GET /_cat/indices?s=${key}`))).toBe(`Unable to sort by unknown sort key \`${key}\``)
    }
  })

  it('shows bytes in the unit asked for', async () => {
    expect(await text('/_cat/indices/c1?h=ss&bytes=b')).toBe('17000\n')
    expect(await text('/_cat/indices/c1?h=ss&bytes=kb')).toBe('16\n')
    expect(await text('/_cat/indices/c1?h=ss&bytes=x')).toBe('16.6kb\n')
  })

  it('filters by health', async () => {
    expect(await text('/_cat/indices?health=green&h=index')).toBe('c1\n')
    expect(reason(await server.call('GET /_cat/indices?health=blue'))).toBe('unknown cluster health status [blue]')
  })

  it('is empty where there is nothing', async () => {
    expect(await text('/_cat/indices/nope*?h=index')).toBe('')
    expect(await text('/_cat/indices/nope*?h=index&v')).toBe('index\n')
    expect((await server.call('GET /_cat/indices/nope')).status).toBe(404)
  })

  it('leaves the numbers of a closed index blank', async () => {
    server.shards.get('c1')!.closed = true
    expect(await text('/_cat/indices/c1?h=status,docs.count,store.size&v')).toBe(
      `status docs.count store.size\n${'close'.padEnd(28)}\n`,
    )
    expect((await server.call('GET /_cat/indices/c1?h=docs.count&format=json')).body).toEqual([{ 'docs.count': null }])
  })

  it('explains its columns', async () => {
    const lines = (await text('/_cat/indices?help')).split('\n')
    expect(lines[0]).toMatch(/^health {2,}\| h {2,}\| current health status {2,}$/)
    expect(lines[2]).toMatch(/^index {2,}\| i,idx {2,}\| index name {2,}$/)
  })

  it('asks for more than its own action', () => {
    const api = catApis.find(({ name }) => name === 'cat.indices')
    expect(api?.alsoRequires?.map(({ action }) => action)).toEqual([
      'indices:monitor/settings/get',
      'cluster:monitor/health',
      'cluster:monitor/state',
    ])
  })
})

describe('other tables', () => {
  it('cat.health', async () => {
    expect(await text('/_cat/health?h=cluster,status,node.total,shards,unassign&v')).toBe(
      'cluster status node.total shards unassign\noracle  yellow          1      2        1\n',
    )
    expect(await text('/_cat/health?ts=false')).toBe('oracle yellow 1 1 2 2 0 0 1 0 0 - 66.7%\n')
    expect(await text('/_cat/health')).toMatch(/^\d{10} \d\d:\d\d:\d\d oracle yellow /)
  })

  it('cat.count counts what a search sees', async () => {
    expect(await text('/_cat/count/c1?h=count')).toBe('0\n')
    await server.shards.get('c1')!.refresh()
    expect(await text('/_cat/count/c1?h=count')).toBe('1\n')
    expect((await server.call('GET /_cat/count?format=json&h=dc')).body).toEqual([{ dc: '1' }])
    expect(await text('/_cat/count?v')).toMatch(/^epoch {6}timestamp count\n\d{10} \d\d:\d\d:\d\d {2}1\n$/)
  })

  it('cat.aliases', async () => {
    expect(await text('/_cat/aliases?v&s=alias')).toBe(
      'alias index filter routing.index routing.search is_write_index\nal1   c1    -      -             -              -\n',
    )
    expect(await text('/_cat/aliases/nope')).toBe('')
  })

  it('cat.shards shows replicas that nobody holds', async () => {
    expect(await text('/_cat/shards?h=index,shard,prirep,state,docs,node&s=index')).toBe(
      'c1 0 p STARTED    1 node-1\nc2 0 p STARTED    0 node-1\nc2 0 r UNASSIGNED   \n',
    )
  })

  it('cat.nodes and cat.master', async () => {
    expect(await text('/_cat/nodes?h=name,master,node.role&v')).toBe('name   master node.role\nnode-1 *      dms\n')
    expect(await text('/_cat/nodes?h=id,ip')).toBe('DYmI 127.0.0.1\n')
    expect(await text('/_cat/nodes?h=id&full_id')).toBe('DYmIk5oHQcuZvL_ANdMp7Q\n')
    expect(await text('/_cat/master?h=node')).toBe('node-1\n')
  })

  it('cat.help lists routes that there are', async () => {
    const listed = (await text('/_cat')).trim().split('\n').slice(1)
    const routes = catApis.flatMap((api) => api.routes.map(({ path }) => path)).filter((path) => path !== '/_cat')
    expect([...listed].sort()).toEqual([...routes].sort())
  })
})
