/** An explanation as a person reads it: the verdict, what it rests on, and what would change it. Called by `sallyport explain`. */
import { printable } from './printable.ts'

export interface PlainLine {
  readonly of?: string
  readonly role?: string
  readonly line?: string
  readonly effect: string
  readonly names?: readonly string[]
  readonly privileges?: readonly string[]
}

interface PlainAnswer {
  readonly step?: string
  readonly name?: string
  readonly username?: string
  readonly action?: string
  readonly allowed: boolean
  readonly restricted?: boolean
  readonly because?: readonly PlainLine[]
}

interface PlainRefusal {
  readonly status: number
  readonly reason: string
}

interface PlainParty {
  readonly kind?: string
  readonly username: string
  readonly api_key?: { readonly id: string }
  readonly realm?: string
  readonly found?: boolean
}

interface PlainChange {
  readonly of: string
  readonly add?: object
  readonly remove?: readonly { readonly role: string; readonly line: string }[]
}

/** What the node answers, as far as it is printed. */
export interface PlainExplanation {
  readonly allowed: boolean
  readonly refusal?: PlainRefusal
  readonly identity: PlainParty & { readonly run_as?: PlainParty }
  readonly roles?: readonly string[]
  readonly missing_roles?: readonly string[]
  readonly api?: string
  readonly action?: string
  readonly steps?: readonly PlainAnswer[]
  readonly names?: readonly PlainAnswer[]
  readonly more_names?: boolean
  readonly indices?: readonly { readonly index: string; readonly alias?: string }[]
  readonly items?: readonly (PlainAnswer & { readonly index?: string; readonly refusal?: PlainRefusal })[]
  readonly change?: readonly PlainChange[] | string | null
  readonly sees_every_name?: boolean
}

/** `request`: method and path. */
export function renderExplanation(explanation: PlainExplanation, request: string): string {
  const { allowed, refusal, steps = [], names = [], items = [], more_names: hasMore } = explanation
  const lines = [
    `${allowed ? 'allowed' : 'refused'}  ${printable(request)}`,
    `as       ${whoOf(explanation)}`,
    ...(refusal ? [`answer   ${refusal.status} ${printable(refusal.reason)}`] : []),
    ...rolesOf(explanation),
    ...section(
      'steps',
      steps.flatMap((step) => answerLines(stepName(step), step)),
    ),
    ...section('names', [...names.flatMap((name) => answerLines(nameOf(name), name)), ...(hasMore ? ['  … and more'] : [])]),
    ...section('items', items.flatMap(itemLines)),
    ...section('indices', indexLines(explanation)),
    ...changeLines(explanation.change),
  ]
  if (explanation.sees_every_name === false) lines.push('', 'Names that you may not see yourself are missing here.')
  return `${lines.join('\n')}\n`
}

const list = (texts: readonly string[]): string => printable(texts.join(', '))

function whoOf({ identity }: PlainExplanation): string {
  const { run_as: runAs } = identity
  return runAs ? `${partyOf(identity)}, acting as ${partyOf(runAs)}` : partyOf(identity)
}

function partyOf({ kind, username, api_key: key, realm, found }: PlainParty): string {
  if (found === false) return `${printable(username)}, who is not there`
  const owner = key ? `API key ${printable(key.id)} of ${printable(username)}` : printable(username)
  return `${owner}${kind === 'service_account' ? ', a service account' : ''}${realm === undefined ? '' : ` (realm ${printable(realm)})`}`
}

function rolesOf({ roles, missing_roles: missing = [] }: PlainExplanation): readonly string[] {
  if (!roles) return []
  return [`roles    ${roles.length === 0 ? 'none' : list(roles)}${missing.length === 0 ? '' : ` (not found: ${list(missing)})`}`]
}

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines])
const mark = (allowed: boolean): string => (allowed ? '✓' : '✗')

function stepName({ step, action = '', username = '' }: PlainAnswer): string {
  if (step === 'run_as') return `run as ${printable(username)}`
  return step === 'any_index' ? `${action} on some index` : action
}

const nameOf = ({ name = '', action = '', restricted }: PlainAnswer): string =>
  `${printable(name)}  ${action}${restricted ? ', some documents or fields only' : ''}`

const answerLines = (title: string, { allowed, because = [] }: PlainAnswer): readonly string[] => [
  `  ${mark(allowed)} ${title}`,
  ...because.map((line) => `      ${reasonOf(line)}`),
]

function reasonOf({ of, role, line, effect, names = [], privileges = [] }: PlainLine): string {
  const whose = of === undefined ? '' : `${of}: `
  if (role === undefined) return `${whose}no line of a role is about it`
  const content = [names.length > 0 ? `names ${list(names)}` : '', privileges.length > 0 ? `privileges ${list(privileges)}` : '']
  return `${whose}${WORDS.get(effect) ?? effect} ${printable(role)} ${line} (${content.filter((part) => part !== '').join('; ')})`
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['grants', 'granted by'],
  ['grants in part', 'granted in part by'],
  ['denies', 'denied by'],
  ['other names', 'other names in'],
  ['other privileges', 'other privileges in'],
  ['restricted name', 'restricted names not allowed in'],
])

const itemLines = ({ name = '', action = '', allowed, refusal }: NonNullable<PlainExplanation['items']>[number]) => [
  `  ${mark(allowed)} ${printable(name)}  ${action}`,
  ...(refusal ? [`      ${refusal.status} ${printable(refusal.reason)}`] : []),
]

const indexLines = ({ indices = [] }: PlainExplanation): readonly string[] =>
  indices.map(({ index, alias }) => `  ${printable(index)}${alias === undefined ? '' : ` through ${printable(alias)}`}`)

function changeLines(change: PlainExplanation['change']): readonly string[] {
  if (change === undefined) return []
  if (change === null) return section('to allow it', ['  no change of roles would'])
  if (typeof change === 'string') return section('to allow it', [`  ${change}`])
  return section('to allow it', change.flatMap(sideLines))
}

function sideLines({ of, add, remove = [] }: PlainChange): readonly string[] {
  const whose = of === 'roles' ? 'to a role' : `to a role of the ${of.replace('_', ' ')}`
  return [
    ...(add ? [`  add ${whose}: ${printable(JSON.stringify(add))}`] : []),
    ...remove.map(({ role, line }) => `  take out of role ${printable(role)}: ${line}`),
  ]
}
