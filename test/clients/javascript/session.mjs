/** The session of the official JavaScript clients: reads the brief, does its work, prints what it saw. The argument names the package. */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

const { Client, errors } = await import(process.argv[2])
const SEVEN = process.argv[2] === 'es7'
const brief = JSON.parse(await text(process.stdin))

function connect(credential) {
  const trust = brief.ca === undefined ? {} : { [SEVEN ? 'ssl' : 'tls']: { ca: readFileSync(brief.ca) } }
  return new Client({ node: brief.url, ...trust, ...authOf(credential) })
}

function authOf({ scheme, username, password, secret }) {
  if (scheme === 'basic') return { auth: { username, password } }
  if (scheme === 'api_key') return { auth: { apiKey: secret } }
  return scheme === 'bearer' ? { auth: { bearer: secret } } : {}
}

/** Client 7 answers with the whole response, later ones with its body. */
const plain = async (answer) => (SEVEN ? (await answer).body : answer)

async function outcome(call) {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof errors.ResponseError)) throw error
    return { status: error.statusCode, type: error.name }
  }
}

async function work(client, index) {
  const [first, last] = [brief.documents[0], brief.documents.at(-1)]
  const operations = brief.documents.flatMap((document) => [{ index: { _id: document.id } }, document])
  const query = { match: { name: 'heidelberg' } }

  const info = await plain(client.info())
  const created = await plain(client.indices.create({ index }))
  const loaded = await plain(client.bulk({ index, refresh: true, [SEVEN ? 'body' : 'operations']: operations }))
  const got = await plain(client.get({ index, id: last.id }))
  const found = await plain(client.search({ index, ...(SEVEN ? { body: { query } } : { query }) }))
  const counted = await plain(client.count({ index }))
  const missing = await outcome(() => client.get({ index, id: 'nobody' }))
  const conflict = await outcome(() => client.create({ index, id: first.id, [SEVEN ? 'body' : 'document']: first }))
  const again = await outcome(() => client.indices.create({ index }))
  const deleted = await plain(client.indices.delete({ index }))
  return {
    info: info.tagline,
    created: created.acknowledged,
    bulk: { errors: loaded.errors, items: loaded.items.length },
    got: got._source.name,
    found: found.hits.hits.map((hit) => hit._source.name),
    count: counted.count,
    missing,
    conflict,
    again,
    deleted: deleted.acknowledged,
  }
}

async function secondary(header) {
  const headers = { 'es-secondary-authorization': header }
  return (await plain(connect(brief.credentials[0]).security.authenticate({}, { headers }))).username
}

async function named(list, value) {
  const seen = {}
  for (const each of list) seen[each.name] = await value(each)
  return seen
}

const seen = {
  credentials: await named(brief.credentials, (each) => work(connect(each), `client-${each.name}`)),
  refused: await named(brief.refused, (each) => outcome(() => connect(each).info())),
  powerless: await outcome(() => connect(brief.powerless).indices.create({ index: 'client-powerless' })),
  secondary: await named(brief.secondary, (each) => outcome(() => secondary(each.header))),
}
process.stdout.write(JSON.stringify(seen))
