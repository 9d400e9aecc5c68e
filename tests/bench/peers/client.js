// The eventsource package with JSON.parse of every event, as a page's hook does it.
// The median of three times, so that its optimising compiler has had its time.
// usage: node client.js URL EVENTS
import { EventSource } from 'eventsource'
import { version } from './version.js'

const [url, events] = [process.argv[2], Number(process.argv[3])]

function receive() {
  return new Promise((resolve) => {
    let received = 0
    let percent = 0
    const source = new EventSource(url)
    const start = performance.now()
    const cpuBefore = process.cpuUsage()
    source.addEventListener('progress', (message) => {
      const event = JSON.parse(message.data)
      percent = event.percent ?? percent
      if (++received < events) return
      const seconds = (performance.now() - start) / 1000
      const cpu = process.cpuUsage(cpuBefore)
      source.close()
      resolve({ seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6 })
    })
    source.addEventListener('error', (error) => {
      if (received >= events) return
      console.error(`received ${received} of ${events}: ${error.message}`)
      process.exit(1)
    })
  })
}

const runs = []
for (let i = 0; i < 3; ++i) runs.push(await receive())
const median = (values) => values.sort((a, b) => a - b)[1]
console.log(JSON.stringify({
  name: `eventsource ${version('eventsource')}`,
  eventsPerSecond: events / median(runs.map((run) => run.seconds)),
  eventsPerCpuSecond: events / median(runs.map((run) => run.cpuSeconds)),
}))
process.exit(0)
