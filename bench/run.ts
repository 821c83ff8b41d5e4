// `npm run bench [name ...]`: what is promised about speed and memory, measured side by side with a floor in one run.
import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import '@acestream-orchestrator/testing/docker/sandbox'
import { type BenchTable, markdown } from './table.ts'

/** Each is loaded only when it runs. */
const BENCHES: Readonly<Record<string, () => AsyncIterable<BenchTable>>> = {
  fleet: async function* () {
    yield* (await import('./fleet.ts')).benchFleet()
  },
  hung: async function* () {
    yield* (await import('./hung.ts')).benchHung()
  },
  start: async function* () {
    yield* (await import('./second-start.ts')).benchSecondStart()
  },
  footprint: async function* () {
    yield* (await import('./footprint.ts')).benchFootprint()
  },
  api: async function* () {
    yield* (await import('./inside.ts')).benchApiTable()
  },
  streams: async function* () {
    const inside = await import('./inside.ts')
    yield* inside.benchStreamListTable()
    yield* inside.benchEventsTable()
    yield* inside.benchStreamsTable()
  },
  store: async function* () {
    yield* (await import('./inside.ts')).benchStoreTable()
  },
  alerts: async function* () {
    yield* (await import('./alerts.ts')).benchAlerts()
  },
  backup: async function* () {
    yield* (await import('./backup.ts')).benchBackup()
  },
  planning: async function* () {
    yield* (await import('./planning.ts')).benchPlanning()
  },
  vpn: async function* () {
    yield* (await import('./vpn.ts')).benchVpn()
  },
}

function machine(): string {
  const processors = cpus()
  const docker = execFileSync('dockerd', ['--version'], { encoding: 'utf8' }).trim()
  const memoryGb = (totalmem() / 1e9).toFixed(0)
  return `${processors.length} x ${processors[0]?.model}, ${memoryGb} GB, Node ${process.version}, ${docker}, ${new Date().toISOString().slice(0, 10)}`
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(1)
}
console.log(`${machine()}\n`)
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for await (const table of bench()) console.log(markdown(table))
}
