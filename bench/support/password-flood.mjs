/**
 * A process that guesses a user's password, another one each time, so many times a second: `password-flood.mjs <url> <user> <rate>`. Says
 * `started`, and at `end` how many guesses were answered how.
 */
import { Agent, request } from 'node:http'

const [url, user, rate] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const answers = {}
let guesses = 0

function guess() {
  const authorization = `Basic ${Buffer.from(`${user}:guess-${process.pid}-${++guesses}`).toString('base64')}`
  const outgoing = request(`${url}/`, { agent, headers: { authorization } }, (answer) => {
    answers[answer.statusCode] = (answers[answer.statusCode] ?? 0) + 1
    answer.resume()
  })
  outgoing.on('error', () => {})
  outgoing.end()
}

const BEAT_MS = 10
const timer = setInterval(() => {
  for (let n = 0; n < (Number(rate) * BEAT_MS) / 1000; n++) guess()
}, BEAT_MS)
process.on('message', () => {
  clearInterval(timer)
  process.send({ sent: guesses, ...answers }, () => process.exit())
})
process.send('started')
