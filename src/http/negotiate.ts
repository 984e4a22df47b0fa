/**
 * What the client sends and what it wants back, from `Content-Type`, `Accept` and `format`. Never throws: how an error is written depends on
 * it, so a fault is kept and raised by the journey once the first gate is passed. Results are remembered: clients repeat themselves.
 */
import { ElasticError } from '../core/errors.ts'
import { mediaTypeHeader } from './header-table.ts'
import { type MediaType, parseMediaType } from './media-type.ts'
import type { ReceivedHead } from './receive.ts'

export interface Negotiated {
  /** The form of the reply. */
  readonly replyForm: 'json' | 'yaml'
  readonly replyType: string
  /** What `format` or `Accept` named, for APIs that answer with text otherwise. */
  readonly asked: 'json' | 'yaml' | 'text' | undefined
  readonly compatibleWith: 7 | 8 | 9
  /** The body's media type; undefined where absent, malformed or a list. */
  readonly bodyType: MediaType | undefined
  /** To be thrown behind the first gate. */
  readonly fault: ElasticError | undefined
}

const CURRENT = 9
const PREVIOUS = 8
/** Spoken before old clusters only. */
const OLD = 7
const REMEMBERED = 256
/** No header and no parameter of ours is this. */
const ABSENT = '\u0000'

export class Negotiator {
  readonly #known = new Map<string, Negotiated>()
  readonly #isOld: () => boolean

  constructor(isOld: () => boolean) {
    this.#isOld = isOld
  }

  /** `hasBody`: only then does the `Content-Type` take part. */
  negotiate(head: ReceivedHead, hasBody: boolean): Negotiated {
    const accept = head.headers.find('accept')
    const contentType = head.headers.find('content-type')
    const format = head.query.get('format')
    const isOld = this.#isOld()
    const key = `${hasBody}${isOld}\n${accept ?? ABSENT}\n${contentType ?? ABSENT}\n${format ?? ABSENT}`
    const known = this.#known.get(key)
    if (known) return known
    const result = negotiate({ accept, contentType, format, hasBody, isOld })
    if (this.#known.size < REMEMBERED && key.length < REMEMBERED) this.#known.set(key, result)
    return result
  }
}

interface Wishes {
  readonly accept: string | undefined
  readonly contentType: string | undefined
  readonly format: string | undefined
  readonly hasBody: boolean
  /** Version 7 is spoken too. */
  readonly isOld: boolean
}

/** What is answered where the headers are of no use. */
const PLAIN: Omit<Negotiated, 'fault'> = {
  replyForm: 'json',
  replyType: 'application/json',
  asked: undefined,
  compatibleWith: CURRENT,
  bodyType: undefined,
}

function negotiate(wishes: Wishes): Negotiated {
  try {
    const accepted = parseMediaType(wishes.accept, 'Accept')
    const bodyType = parseMediaType(wishes.contentType, 'Content-Type')
    const fault = findVersionFault(wishes, accepted, bodyType)
    if (fault) return { ...PLAIN, fault }
    const reply = replyType(wishes.format, accepted, bodyType)
    const compatibleWith = (accepted?.version ?? CURRENT) as Negotiated['compatibleWith']
    return { ...reply, compatibleWith, bodyType, fault: findFormFault(wishes, accepted) }
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    return { ...PLAIN, fault: error }
  }
}

/** The binary forms are not offered. */
function findFormFault({ accept, format }: Wishes, accepted: MediaType | undefined): ElasticError | undefined {
  const isBinary = (form: string | undefined): boolean => form === 'cbor' || form === 'smile'
  if (isBinary(format?.toLowerCase())) return notAcceptable(`Format [${format}] is not supported`)
  if (isBinary(accepted?.form) && format === undefined) return notAcceptable(`Accept header [${accept}] is not supported`)
  return undefined
}

export const notAcceptable = (reason: string): ElasticError =>
  new ElasticError('status_exception', reason, { status: 406, plain: true })

type ReplyType = Pick<Negotiated, 'replyForm' | 'replyType' | 'asked'>

function replyType(format: string | undefined, accepted: MediaType | undefined, bodyType: MediaType | undefined): ReplyType {
  const named = format?.toLowerCase()
  if (named === 'json' || named === 'yaml') return { replyForm: named, replyType: `application/${named}`, asked: named }
  const asked = named === 'txt' || named === 'text' ? 'text' : formOf(accepted)
  const wished = formOf(accepted) === 'text' ? undefined : accepted
  const model = wished?.form ? wished : bodyType
  const replyForm = model?.form === 'yaml' ? 'yaml' : 'json'
  if (!model?.form || model.form === 'text') return { replyForm, replyType: `application/${replyForm}`, asked }
  const essence = `application/${model.isVendored ? 'vnd.elasticsearch+' : ''}${replyForm}`
  return { replyForm, replyType: model === accepted ? essence + model.parameters : essence, asked }
}

function formOf(accepted: MediaType | undefined): 'json' | 'yaml' | 'text' | undefined {
  const form = accepted?.form
  if (form === 'ndjson') return 'json'
  return form === 'json' || form === 'yaml' || form === 'text' ? form : undefined
}

/** Versions must be ones that are spoken, and the same in both headers. */
function findVersionFault(
  wishes: Wishes,
  accepted: MediaType | undefined,
  bodyType: MediaType | undefined,
): ElasticError | undefined {
  const reason = findVersionFaultReason(wishes, accepted?.version, wishes.hasBody ? bodyType?.version : undefined, accepted)
  if (reason === undefined) return undefined
  return mediaTypeHeader(['Accept', 'Content-Type'], new ElasticError('status_exception', reason))
}

function findVersionFaultReason(
  { accept, contentType, hasBody, isOld }: Wishes,
  acceptVersion: number | undefined,
  bodyVersion: number | undefined,
  accepted: MediaType | undefined,
): string | undefined {
  const headers = `Accept=${accepted ? accept : null}, Content-Type=${contentType ?? null}`
  if (!isSpoken(acceptVersion, isOld)) return `Accept ${unspoken(acceptVersion)} Accept=${accept}`
  if (!isSpoken(bodyVersion, isOld)) return `Content-Type ${unspoken(bodyVersion)} Content-Type=${contentType}`
  if (!hasBody) return undefined
  const both =
    'A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version'
  if ((acceptVersion ?? CURRENT) !== (bodyVersion ?? CURRENT)) return `${both} and the compatible versions must match. ${headers}`
  if ((acceptVersion === undefined) !== (bodyVersion === undefined)) return `${both}. ${headers}`
  return undefined
}

const isSpoken = (version: number | undefined, isOld: boolean): boolean =>
  version === undefined || version === CURRENT || version === PREVIOUS || (isOld && version === OLD)

const unspoken = (version: number | undefined): string =>
  `version must be either version ${CURRENT} or ${PREVIOUS}, but found ${version}.`
