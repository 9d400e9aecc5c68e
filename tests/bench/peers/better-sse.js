// A server as it is written with better-sse: one channel, events from a Redis channel broadcast to all sessions.
// usage: node better-sse.js REDIS-PORT CHANNEL [HISTORY]   prints {"name":…,"port":…} once it serves
// With HISTORY, the last so many events are pushed to each new session first.
// What costs a real one more is left out: Redis is read by a few lines here and not by a client library, and the
// event's text is passed on as it came instead of being parsed and made again.
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { createChannel, createSession } from 'better-sse'
import { version } from './version.js'

const [redisPort, redisChannel, history = 0] = process.argv.slice(2)
const channel = createChannel()
const asIs = (text) => text
const kept = []
let number = 0

const server = createServer(async (request, response) => {
  const session = await createSession(request, response, { serializer: asIs })
  for (const [id, text] of kept) session.push(text, 'progress', id)
  channel.register(session)
})

function publish(text) {
  const id = String(++number)
  if (history > 0) {
    kept.push([id, text])
    if (kept.length > history) kept.shift()
  }
  channel.broadcast(text, 'progress', { eventId: id })
}

// RESP: what comes on a subscribed connection is arrays of three bulk strings; the third is the message.
const redis = connect(Number(redisPort), '127.0.0.1', () => redis.write(`SUBSCRIBE ${redisChannel}\r\n`))
redis.setNoDelay(true)
let rest = Buffer.alloc(0)
redis.on('data', (bytes) => {
  rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes
  let at = 0
  for (;;) {
    const message = readMessage(at)
    if (!message) break
    at = message.end
    if (message.kind === 'message') publish(message.text)
    else serve()
  }
  rest = rest.subarray(at)
})

function readMessage(from) {
  let at = from
  const line = () => {
    const end = rest.indexOf('\r\n', at)
    if (end < 0) return null
    const text = rest.toString('latin1', at, end)
    at = end + 2
    return text
  }
  if (line() === null) return null
  const parts = []
  for (let part = 0; part < 3; ++part) {
    const head = line()
    if (head === null) return null
    if (head[0] === ':') {
      parts.push(head)
      continue
    }
    const size = Number(head.slice(1))
    if (rest.length < at + size + 2) return null
    parts.push(part === 2 ? rest.toString('utf8', at, at + size) : rest.toString('latin1', at, at + size))
    at += size + 2
  }
  return { kind: parts[0], text: parts[2], end: at }
}

// Called when Redis has confirmed the subscription.
function serve() {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    console.log(JSON.stringify({ name: `better-sse ${version('better-sse')}`, port: server.address().port })))
}
