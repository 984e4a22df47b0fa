import { describe, expect, it } from 'vitest'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../../src/api/indices-options.ts'
import { STRICT_EXPAND_OPEN } from '../../src/request/names.ts'
import { ParameterReader } from '../../src/request/parameters.ts'

const parse = (values: Record<string, string>) =>
  parseIndicesOptions(new ParameterReader(INDICES_OPTIONS_PARAMETERS, new Map(Object.entries(values))))

describe('indices options', () => {
  it('keeps the defaults where nothing is given', () => {
    expect(parse({})).toEqual(STRICT_EXPAND_OPEN)
  })

  it('reads the flags', () => {
    expect(parse({ ignore_unavailable: 'true', allow_no_indices: 'false' })).toEqual({
      ...STRICT_EXPAND_OPEN,
      ignoreUnavailable: true,
      allowNoIndices: false,
    })
  })

  it('expands wildcards to what is named and nothing else', () => {
    expect(parse({ expand_wildcards: 'closed,hidden' })).toMatchObject({
      expandOpen: false,
      expandClosed: true,
      expandHidden: true,
    })
    expect(parse({ expand_wildcards: 'all' })).toMatchObject({ expandOpen: true, expandClosed: true, expandHidden: true })
    expect(parse({ expand_wildcards: 'open,none' })).toMatchObject({
      expandOpen: false,
      expandClosed: false,
      expandHidden: false,
    })
  })

  it('refuses words it does not know', () => {
    expect(() => parse({ expand_wildcards: 'foo' })).toThrow('No valid expand wildcard value [foo]')
    expect(() => parse({ ignore_throttled: 'perhaps' })).toThrow('Failed to parse value [perhaps]')
  })
})
