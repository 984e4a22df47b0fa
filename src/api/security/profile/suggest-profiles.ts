/** `_security/profile/_suggest`: enabled profiles whose user's names begin with what was typed; those hinted at come first. */
import { illegalArgument, parseFailure, validationFailed } from '../../../core/errors.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../../core/json/value.ts'
import { compileWildcard } from '../../../core/wildcard.ts'
import type { Profile } from '../../../identity/profiles.ts'
import type { Option } from '../../../query/options.ts'
import { objectField, readStrictObject, scalarField, textField, textList, wrongToken } from '../../../query/strict-object.ts'
import type { ApiRequest } from '../../../request/api.ts'
import { splitList } from '../../../request/parameters.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { suggestionJson } from './profile-json.ts'

interface Hint {
  readonly uids: ReadonlySet<string>
  /** A dotted name under `labels`, and the values of which one must be there. */
  readonly label: { readonly path: readonly string[]; readonly values: ReadonlySet<string> } | undefined
}

interface Suggestion {
  readonly words: readonly string[]
  readonly size: number
  readonly data: readonly string[]
  readonly hint: Hint
}

export const suggestProfiles = serverApi<Suggestion>({
  name: 'security.suggest_user_profiles',
  summary: 'Suggests profiles by the beginnings of names',
  routes: [
    { method: 'GET', path: '/_security/profile/_suggest' },
    { method: 'POST', path: '/_security/profile/_suggest' },
  ],
  action: 'cluster:admin/xpack/security/profile/suggest',
  scope: 'cluster',
  parameters: { data: 'list' },
  body: 'optional',
  parse: parseSuggestion,
  targets: () => ({ kind: 'cluster' }),
  handle({ profiles }, { words, size, data, hint }) {
    const begun = performance.now()
    const found = profiles.list().filter((profile) => profile.enabled && matches(profile, words))
    const rank = (profile: Profile): number => (isHinted(profile, hint) ? 1 : 0)
    found.sort((one, other) => rank(other) - rank(one) || other.lastSynchronized - one.lastSynchronized)
    return ok({
      took: Math.floor(performance.now() - begun),
      total: { value: found.length, relation: 'eq' },
      profiles: found.slice(0, size).map((profile) => suggestionJson(profile, data)),
    })
  },
})

function parseSuggestion({ parameters, body }: ApiRequest): Suggestion {
  const given = readStrictObject('suggest_profile_request_payload', body.object(), {
    name: textField,
    size: scalarField(wholeNumber),
    data: scalarOrList,
    hint: objectField,
  })
  const shown = parameters.list('data')
  if (shown && given.data)
    throw illegalArgument('The [data] parameter must be specified in either request body or as query parameter, but not both')
  const size = given.size ?? DEFAULT_SIZE
  if (size < 0) throw validationFailed([`[size] parameter cannot be negative but was [${size}]`])
  return {
    words: wordsOf(given.name ?? ''),
    size,
    data: shown ?? given.data ?? [],
    hint: given.hint ? parseHint(given.hint) : { uids: new Set(), label: undefined },
  }
}

const DEFAULT_SIZE = 10

function wholeNumber({ value, key }: Option): number {
  const number = isJsonNumber(value) ? Number(numberText(value)) : Number(value)
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 31) return number
  throw parseFailure(`[${key}] must be a whole number`)
}

function scalarOrList(option: Option): readonly string[] {
  if (typeof option.value === 'string') return splitList(option.value)
  if (Array.isArray(option.value)) return textList(option)
  throw wrongToken(option)
}

function parseHint(body: JsonObject): Hint {
  const { uids, labels } = readStrictObject('hint', body, { uids: textList, labels: objectField })
  if (!uids && !labels) throw validationFailed(['[hint] parameter cannot be empty'])
  if (uids?.length === 0) throw validationFailed(['[uids] hint cannot be empty'])
  return { uids: new Set(uids), label: labels && parseLabel(labels) }
}

function parseLabel(labels: JsonObject): Hint['label'] {
  const [entry, second] = [...labels]
  if (!entry) throw validationFailed(['[labels] hint cannot be empty'])
  if (second) throw validationFailed([`[labels] hint supports a single key, got [${[...labels.keys()].join(',')}]`])
  const [key, value] = entry
  if (key.includes('*')) throw validationFailed(['[labels] hint key cannot contain wildcard'])
  const values = (Array.isArray(value) ? value : [value]).map((one) => {
    if (typeof one === 'string') return one
    throw parseFailure('[labels] hint supports either string or list of strings as its value')
  })
  if (values.length === 0) throw validationFailed(['[labels] hint value cannot be empty'])
  return { path: key.split('.'), values: new Set(values) }
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Every word is how a word of the user's names begins. */
function matches({ user }: Profile, words: readonly string[]): boolean {
  const names = wordsOf([user.username, user.fullName ?? '', user.email ?? ''].join(' '))
  return words.every((word) => names.some((name) => name.startsWith(word)))
}

function isHinted({ uid, labels }: Profile, { uids, label }: Hint): boolean {
  if (uids.has(uid)) return true
  if (!label) return false
  const value = label.path.reduce<JsonValue | undefined>((at, name) => (isJsonObject(at) ? at.get(name) : undefined), labels)
  const values = Array.isArray(value) ? value : [value]
  return values.some((one) => typeof one === 'string' && [...label.values].some((hint) => compileWildcard(hint).matches(one)))
}
