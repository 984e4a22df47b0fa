/**
 * The session in terms of APIs, for clients that are not libraries with a process of their own: curl, and the replayed ones. What an
 * API's request looks like on the wire is the client's part (`Send`).
 */
import type { ErrorTypes, Session } from './play.ts'
import type { Brief, Credential, Document } from './stage.ts'

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: string
  /** An object is one JSON body, a list is the lines of an NDJSON body. */
  readonly body?: object | readonly object[]
}

/** The parts of replies that the session reads. */
export interface Answer {
  readonly tagline?: string
  readonly acknowledged?: boolean
  readonly errors?: boolean
  readonly items?: readonly unknown[]
  readonly _source?: Document
  readonly hits?: { readonly hits: readonly { readonly _source: Document }[] }
  readonly count?: number
  readonly username?: string
  readonly error?: { readonly type: string }
}

export interface Reply {
  readonly status: number
  readonly answer: Answer
}

/** Sends as somebody, with `es-secondary-authorization` where a second identity is given. */
export type Send = (asked: Asked, as: Credential, secondary?: string) => Promise<Reply>

/** What the server itself calls the errors of the session. */
export const SERVER_ERRORS: ErrorTypes = {
  400: 'resource_already_exists_exception',
  401: 'security_exception',
  403: 'security_exception',
  404: 'index_not_found_exception',
  409: 'version_conflict_engine_exception',
}

const info: Asked = { method: 'GET', path: '/' }
const create = (index: string): Asked => ({ method: 'PUT', path: `/${index}` })
const authenticate: Asked = { method: 'GET', path: '/_security/_authenticate' }

export function askingSession(open: (brief: Brief) => Send): Session {
  return async (brief) => {
    const send = open(brief)
    const [first] = brief.credentials
    return {
      credentials: await named(brief.credentials, (each) =>
        work((asked) => send(asked, each), `client-${each.name}`, brief.documents),
      ),
      refused: await named(brief.refused, async (each) => refusalOf(await send(info, each))),
      powerless: refusalOf(await send(create('client-powerless'), brief.powerless)),
      secondary: await named(brief.secondary, async ({ header }) => {
        const reply = await send(authenticate, first!, header)
        return reply.status === 200 ? reply.answer.username : refusalOf(reply)
      }),
    }
  }
}

async function work(send: (asked: Asked) => Promise<Reply>, index: string, documents: readonly Document[]): Promise<object> {
  const first = documents[0]!
  const answer = async (asked: Asked): Promise<Answer> => {
    const reply = await send(asked)
    if (reply.status >= 300) throw new Error(`${asked.method} ${asked.path}: ${reply.status} ${JSON.stringify(reply.answer)}`)
    return reply.answer
  }
  const refusal = async (asked: Asked): Promise<object> => refusalOf(await send(asked))

  const { tagline } = await answer(info)
  const created = await answer(create(index))
  const lines = documents.flatMap((document) => [{ index: { _id: document.id } }, document])
  const loaded = await answer({ method: 'POST', path: `/${index}/_bulk`, query: 'refresh=true', body: lines })
  const got = await answer({ method: 'GET', path: `/${index}/_doc/${documents.at(-1)!.id}` })
  const query = { match: { name: { query: 'heidelberg' } } }
  const found = await answer({ method: 'POST', path: `/${index}/_search`, body: { query } })
  const counted = await answer({ method: 'GET', path: `/${index}/_count` })
  const missing = await refusal({ method: 'GET', path: '/client-nowhere/_doc/1' })
  const conflict = await refusal({ method: 'PUT', path: `/${index}/_create/${first.id}`, body: first })
  const again = await refusal(create(index))
  const deleted = await answer({ method: 'DELETE', path: `/${index}` })
  return {
    info: tagline,
    created: created.acknowledged,
    bulk: { errors: loaded.errors, items: loaded.items?.length },
    got: got._source?.name,
    found: found.hits?.hits.map((hit) => hit._source.name),
    count: counted.count,
    missing,
    conflict,
    again,
    deleted: deleted.acknowledged,
  }
}

const refusalOf = ({ status, answer }: Reply): object => ({ status, type: answer.error?.type })

async function named<T extends { readonly name: string }>(
  list: readonly T[],
  value: (each: T) => Promise<unknown>,
): Promise<object> {
  const seen: Record<string, unknown> = {}
  for (const each of list) seen[each.name] = await value(each)
  return seen
}
