/** Engines behind a Gluetun that is broken again and again, on a real Docker Engine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { addGluetun, GLUETUN } from '@acestream-orchestrator/testing/docker/gluetun-container'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { containersOf, inspect, type Product } from '@acestream-orchestrator/testing/orchestrator/product'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'
import { randomFrom, sequenceOf, watchInvariants } from './chaos.ts'
import { growthOf, type Holding, holdingOf } from './invariants.ts'
import { type Recovery, recoveryTable } from './recoveries.ts'
import { VPN_FAULTS } from './vpn-faults.ts'

const FAULTS = Number(process.env['SOAK_FAULTS'] ?? 300)
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 32)
const ENGINES = 3
const MAX = 5
const HEALED_WITHIN_MS = 90_000
/** In this part of the faults memory settles; what is held then may grow by so much until the end. */
const SETTLING_FRACTION = 0.2
const MOST_GROWTH_MB = 30
const MOST_MORE_HANDLES = 10

const rig = useProducts()

/** As many as wanted, all healthy, all in the network of the Gluetun that is there now. */
async function isWhole(product: Product): Promise<boolean> {
  const { engines, vpn } = await product.status()
  if (vpn.state !== 'up' || engines.healthy !== ENGINES || engines.total !== ENGINES) return false
  const gluetun = await inspect(rig.api, GLUETUN)
  const raw = await Promise.all((await containersOf(rig.api)).map((id) => inspect(rig.api, id)))
  return (
    raw.length === ENGINES &&
    raw.every(({ HostConfig }) => HostConfig['NetworkMode'] === `container:${gluetun.Id}`)
  )
}

async function neverAboveMaximum(): Promise<void> {
  const count = (await containersOf(rig.api)).length
  assert.ok(count <= MAX, `${count} engines stand at a maximum of ${MAX}`)
}

async function everythingRedIsExplained(product: Product): Promise<void> {
  const { vpn } = await product.status()
  assert.ok(vpn.connected === true || vpn.reason, `the VPN is ${vpn.state} without a reason`)
  for (const engine of await product.get<EngineState[]>('/engines?all=true'))
    assert.ok(
      engine.health_status !== 'unhealthy' || engine.health_reason,
      `${engine.container_name} is unhealthy without a reason`,
    )
}

/** Strikes, and says how many milliseconds later all is whole again. */
async function healed(product: Product, fault: (typeof VPN_FAULTS)[number]): Promise<number> {
  await fault.strike({ api: rig.api })
  const sinceMs = Date.now()
  await until(`all engines after: ${fault.name}`, () => isWhole(product).catch(() => false), HEALED_WITHIN_MS)
  return Date.now() - sinceMs
}

test(`engines behind a VPN that is broken ${FAULTS} times heal each time and leak nothing (SOAK_SEED=${SEED})`, async (t) => {
  await addGluetun(rig.api)
  t.after(() => rig.api.erase(GLUETUN))
  const product = await rig.run({
    GLUETUN_CONTAINER_NAME: GLUETUN,
    GLUETUN_HEALTH_CHECK_INTERVAL_S: '1',
    MIN_REPLICAS: String(ENGINES),
    MAX_REPLICAS: String(MAX),
  })
  await product.ready(ENGINES, 60_000)
  const watching = watchInvariants([neverAboveMaximum, () => everythingRedIsExplained(product)])
  const recoveries: Recovery[] = []
  const holdings: Holding[] = []
  for (const [index, fault] of sequenceOf(VPN_FAULTS, FAULTS, randomFrom(SEED)).entries()) {
    const ms = await healed(product, fault)
    recoveries.push({ fault: fault.name, ms })
    console.log(`${index + 1} of ${FAULTS}  ${fault.name}: whole again after ${ms} ms`)
    if (index >= FAULTS * SETTLING_FRACTION) holdings.push(holdingOf(product.pid))
  }
  const { broken, samples } = await watching.stop()
  const growth = { mb: growthOf(holdings, 'residentMb'), handles: growthOf(holdings, 'handles') }
  console.log(
    `\n${recoveryTable(recoveries)}\n\nSOAK_SEED=${SEED}: ${recoveries.length} faults; ${samples} looks at the ` +
      `invariants, ${broken.length} broken; after the first ${SETTLING_FRACTION * 100} % of them the process grew by ` +
      `${growth.mb.toFixed(0)} MB, ${growth.handles} handles`,
  )
  assert.deepEqual(broken, [])
  assert.ok(growth.mb <= MOST_GROWTH_MB, 'memory grew')
  assert.ok(growth.handles <= MOST_MORE_HANDLES, 'handles grew')
})
