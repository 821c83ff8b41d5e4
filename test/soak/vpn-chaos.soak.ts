/** Engines behind a Gluetun that is broken again and again, on a real Docker Engine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { addGluetun, GLUETUN } from '../docker/gluetun-container.ts'
import { containersOf, inspect, type Product } from '../docker/product.ts'
import { useProducts } from '../docker/product-rig.ts'
import { until } from '../docker/wait.ts'
import { randomFrom, watchInvariants } from './chaos.ts'
import { VPN_FAULTS } from './vpn-faults.ts'

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 30)
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 32)
const ENGINES = 3
const MAX = 5
const HEALED_WITHIN_MS = 90_000

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

test(`engines behind a VPN that is broken for ${MINUTES} minutes heal each time (SOAK_SEED=${SEED})`, async (t) => {
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
  const random = randomFrom(SEED)
  const healing: number[] = []
  for (const untilMs = Date.now() + MINUTES * 60_000; Date.now() < untilMs; ) {
    const fault = VPN_FAULTS[Math.floor(random() * VPN_FAULTS.length)] ?? assert.fail('no fault')
    await fault.strike({ api: rig.api })
    const sinceMs = Date.now()
    await until(
      `all engines after: ${fault.name}`,
      () => isWhole(product).catch(() => false),
      HEALED_WITHIN_MS,
    )
    healing.push(Date.now() - sinceMs)
    t.diagnostic(`${fault.name}: whole again after ${healing.at(-1)} ms`)
  }
  const { broken, samples } = await watching.stop()
  t.diagnostic(
    `${healing.length} faults, ${samples} looks at the invariants, longest healing ${Math.max(...healing)} ms`,
  )
  assert.deepEqual(broken, [])
})
