// eventsource-parser fed by a streaming TextDecoder: bytes to events, the same bytes as bench_parser makes.
// usage: node parse.js EVENT-BYTES CHUNK-BYTES TOTAL-BYTES SECONDS
import { createParser } from 'eventsource-parser'
import { version } from './version.js'

const [eventBytes, chunkBytes, totalBytes, seconds] = process.argv.slice(2).map(Number)

function makeStream() {
  const events = []
  let size = 0
  for (let number = 1; size < totalBytes; ++number) {
    let event = `id: ${number}\nevent: progress\ndata: {"type":"log","message":"`
    const tail = '"}\n\n'
    const filler = []
    for (let at = event.length; at + tail.length < eventBytes; ++at) filler.push(97 + (at % 26))
    event += String.fromCharCode(...filler) + tail
    events.push(event)
    size += event.length
  }
  return Buffer.from(events.join(''))
}

const stream = makeStream()
const chunks = []
for (let at = 0; at < stream.length; at += chunkBytes) chunks.push(stream.subarray(at, at + chunkBytes))

let count = 0
function parseAll() {
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: () => ++count })
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }))
}

// The best round, after the optimising compiler has had its time.
let best = Infinity
const end = performance.now() + seconds * 1000
while (performance.now() < end || best === Infinity) {
  const before = performance.now()
  parseAll()
  best = Math.min(best, performance.now() - before)
}
if (count === 0) throw new Error('nothing was parsed')
console.log(JSON.stringify({ name: `eventsource-parser ${version('eventsource-parser')}`, mbPerSecond: stream.length / best / 1000 }))
