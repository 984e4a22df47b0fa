import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { environmentName, loadConfig, parseFlag } from '../../src/config/load.ts'
import { ConfigError, isLoopback, listenHost, parseSettings } from '../../src/config/parse.ts'
import { SETTINGS } from '../../src/config/settings.ts'
import { showConfig } from '../../src/config/show.ts'

const fileOf = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'sallyport-config-')), 'sallyport.yml')
  writeFileSync(path, text)
  return path
}

const faultsOf = async (act: () => unknown): Promise<readonly string[]> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  throw new Error('expected a ConfigError')
}

it('has a default for every setting', async () => {
  const config = parseSettings([])
  expect(Object.keys(config)).toEqual(Object.keys(SETTINGS))
  expect(config['http.port']).toBe(9200)
  expect(Object.isFrozen(config)).toBe(true)
})

it('reads nested and dotted keys of the file alike, with units', async () => {
  const file = fileOf('http:\n  port: 9201\n  cors.enabled: true\nhttp.max_content_length: 1mb\ncluster.name: a b\n')
  const config = await loadConfig({ file, environment: {}, flags: [] })
  expect(config['http.port']).toBe(9201)
  expect(config['http.cors.enabled']).toBe(true)
  expect(config['http.max_content_length']).toBe(1024 * 1024)
  expect(config['cluster.name']).toBe('a b')
})

it('lets the environment win over the file and the command line over both', async () => {
  const file = fileOf('http.port: 1\nnode.name: file\ncluster.name: file\n')
  const environment = { SALLYPORT_HTTP_PORT: '2', SALLYPORT_NODE_NAME: 'environment' }
  const config = await loadConfig({ file, environment, flags: [parseFlag('http.port=3')] })
  expect([config['http.port'], config['node.name'], config['cluster.name']]).toEqual([3, 'environment', 'file'])
})

it('names every fault of every source at once, with the nearest name', async () => {
  const file = fileOf('htpp.port: 1\nhttp.cors.enabled: maybe\n')
  const faults = await faultsOf(() =>
    loadConfig({
      file,
      environment: { SALLYPORT_HTTP_PROT: '1' },
      flags: [parseFlag('http.port=70000'), parseFlag('http.max_content_length=12')],
    }),
  )
  expect(faults).toHaveLength(5)
  expect(faults[0]).toContain('unknown setting [htpp.port]')
  expect(faults[0]).toContain('did you mean [http.port]?')
  expect(faults[1]).toContain('[http.cors.enabled]')
  expect(faults[2]).toContain('SALLYPORT_HTTP_PROT')
  expect(faults[3]).toContain('must be between [0] and [65535]')
  expect(faults[4]).toContain('unit is missing')
})

it('refuses what would be taken and not honoured', async () => {
  for (const flag of [
    'http.port=',
    'http.port=1e3',
    'xpack.security.authc.password_hashing.algorithm=md5',
    'compatibility.version=7.10.2',
    'bootstrap.password=short',
  ]) {
    expect(await faultsOf(() => parseSettings([parseFlag(flag)]))).toHaveLength(1)
  }
  expect((await faultsOf(() => parseSettings([{ name: 'node.name', value: ['a'], from: 'test' }])))[0]).toContain('single value')
})

it('knows no setting by an inherited name', async () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect((await faultsOf(() => parseSettings([{ name, value: '1', from: 'test' }])))[0]).toContain(`unknown setting [${name}]`)
  }
})

it('refuses a broken or missing file', async () => {
  expect((await faultsOf(() => loadConfig({ file: fileOf('a: 1\na: 2\n'), environment: {}, flags: [] })))[0]).toContain('unique')
  expect((await faultsOf(() => loadConfig({ file: fileOf('- a\n'), environment: {}, flags: [] })))[0]).toContain('name: value')
  expect((await faultsOf(() => loadConfig({ file: '/nonexistent/sallyport.yml', environment: {}, flags: [] })))[0]).toContain(
    'cannot read',
  )
})

it('allows switching security off on loopback only', async () => {
  expect(parseSettings([parseFlag('xpack.security.enabled=false')])['xpack.security.enabled']).toBe(false)
  expect(
    (await faultsOf(() => parseSettings([parseFlag('xpack.security.enabled=false'), parseFlag('http.host=0.0.0.0')])))[0],
  ).toContain('loopback')
  expect(isLoopback('127.1.2.3') && isLoopback('::1') && !isLoopback('127.0.0.1.example.org') && !isLoopback('10.0.0.1')).toBe(
    true,
  )
  expect(listenHost(parseSettings([parseFlag('network.host=_local_')]))).toBe('127.0.0.1')
})

it('shows what can be fed back, and no secret', async () => {
  const config = await loadConfig({
    environment: { ELASTIC_PASSWORD: 'hunter2hunter2' },
    flags: [parseFlag('http.cors.allow-methods=GET,POST')],
  })
  const shown = await showConfig(config)
  expect(shown).not.toContain('hunter2')
  const again = await loadConfig({ file: fileOf(shown.replace('<hidden>', 'hunter2hunter2')), environment: {}, flags: [] })
  expect(again).toEqual(config)
})

it('gives every setting a variable of its own', async () => {
  const names = Object.keys(SETTINGS).map(environmentName)
  expect(new Set(names).size).toBe(names.length)
})

it('gathers the settings below a group, from every source', async () => {
  const file = fileOf('xpack.security.authc.realms:\n  native.mine:\n    order: 2\n  file:\n    files.order: 1\n')
  const environment = { SALLYPORT_XPACK_SECURITY_AUTHC_REALMS_NATIVE_MINE_ENABLED: 'false' }
  const flags = [parseFlag('xpack.security.authc.realms.native.mine.order=3')]
  const config = await loadConfig({ file, environment, flags })
  const realms = { 'native.mine.order': '3', 'file.files.order': '1', 'native.mine.enabled': 'false' }
  expect(config['xpack.security.authc.realms']).toEqual(realms)
  const shown = await loadConfig({ file: fileOf(await showConfig(config)), environment: {}, flags: [] })
  expect(shown['xpack.security.authc.realms']).toEqual(realms)
  expect(await faultsOf(() => parseSettings([{ name: 'xpack.security.authc.realms', value: 'x', from: 'test' }]))).toEqual([
    'setting [xpack.security.authc.realms] takes settings below it, such as [xpack.security.authc.realms.<name>] (test)',
  ])
})
