/** The effective configuration as text that can be fed back as `sallyport.yml`; secrets are hidden. */
import { type Config, SETTINGS, type Setting, type SettingName } from './settings.ts'

export async function showConfig(config: Config): Promise<string> {
  const { stringify } = await import('yaml')
  const shown = Object.entries(config).map(([name, value]) => [name, shownValue(SETTINGS[name as SettingName], value)])
  return stringify(Object.fromEntries(shown))
}

function shownValue(setting: Setting, value: unknown): unknown {
  if (setting.secret) return value === '' ? '' : '<hidden>'
  if (setting.type === 'time') return `${value}ms`
  if (setting.type === 'bytes') return `${value}b`
  return value
}
