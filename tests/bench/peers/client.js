// The eventsource package with JSON.parse of every event, as a page's hook does it.
// usage: node client.js URL EVENTS
import { EventSource } from 'eventsource'
import { version } from './version.js'

const [url, events] = [process.argv[2], Number(process.argv[3])]
let received = 0
let percent = 0
const source = new EventSource(url)
const start = performance.now()
source.addEventListener('progress', (message) => {
  const event = JSON.parse(message.data)
  percent = event.percent ?? percent
  if (++received < events) return
  const seconds = (performance.now() - start) / 1000
  const cpu = process.cpuUsage()
  source.close()
  console.log(JSON.stringify({
    name: `eventsource ${version('eventsource')}`,
    eventsPerSecond: received / seconds,
    eventsPerCpuSecond: received / ((cpu.user + cpu.system) / 1e6),
  }))
})
source.addEventListener('error', (error) => {
  if (received >= events) return
  console.error(`received ${received} of ${events}: ${error.message}`)
  process.exit(1)
})
