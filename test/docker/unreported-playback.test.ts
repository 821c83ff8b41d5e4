import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { startPeer } from '@acestream-orchestrator/emulator/engine/swarm'
import { addGluetun, setTunnel } from '@acestream-orchestrator/testing/docker/gluetun-container'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { type Env, order, type Product } from '@acestream-orchestrator/testing/orchestrator/product'
import { PRODUCT_IMAGE_ENV } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()

const MEDIA_BYTES_PER_SECOND = 1_000_000
/** A third of what the product takes, which judges from two readings and believes in a viewer for three. */
const READING_MS = 3_000
const JUDGED_WITHIN_MS = 6 * READING_MS
const LONG_MS = 300_000

let peer: Awaited<ReturnType<typeof startPeer>>
before(async () => {
  peer = await startPeer({ host: '0.0.0.0', port: 0 })
})
after(() => peer.close())

/** Engines that really exchange their media with a peer, which listens on the bridge's gateway. */
function env(): Env {
  const gateway = networkInterfaces()['docker0']?.[0]?.address
  const swarm = `EMULATOR_SWARM=${gateway}:${peer.port}`
  const rate = `EMULATOR_BITRATE_KBPS=${MEDIA_BYTES_PER_SECOND / 125}`
  return {
    ENGINE_ENV: `${PRODUCT_IMAGE_ENV} EMULATOR_TIME_SCALE=8 ${rate} ${swarm}`,
    IDLE_TTL_S: '5',
    ENGINE_GRACE_PERIOD_S: '1',
  }
}

/** Plays as the original acexy does, which reports nothing; ends on request. */
async function readUnreported({ host, port }: EngineState): Promise<() => Promise<void>> {
  const url = `http://${host}:${port}/ace/getstream?id=${'7a'.repeat(20)}&format=json&pid=player`
  const { response } = (await (await fetch(url)).json()) as {
    response: { playback_url: string; command_url: string }
  }
  const life = new AbortController()
  const media = await fetch(response.playback_url, { signal: life.signal })
  const reading = (async () => {
    for await (const _ of media.body ?? []);
  })().catch(() => {})
  return async () => {
    life.abort()
    await reading
    await fetch(`${response.command_url}?method=stop`)
  }
}

/** Bytes per second between two readings, as Docker counts a container's network. */
async function ratesOf(engine: EngineState): Promise<{ rx: number; tx: number }> {
  const read = async () => {
    const path = `/containers/${engine.container_id}/stats?stream=false&one-shot=true`
    const { networks } = await rig.api.json<{
      networks: Record<string, { rx_bytes: number; tx_bytes: number }>
    }>('GET', path)
    const [network] = Object.values(networks)
    return { rx: network?.rx_bytes ?? 0, tx: network?.tx_bytes ?? 0 }
  }
  const first = await read()
  await delay(READING_MS)
  const second = await read()
  const perSecond = (bytes: number) => Math.round((bytes * 1000) / READING_MS)
  return { rx: perSecond(second.rx - first.rx), tx: perSecond(second.tx - first.tx) }
}

const run = (settings: Env, dataDir = rig.dataDirectory()) =>
  rig.runHere({ env: settings, dataDir, resourcesEveryMs: READING_MS })

const ids = async (product: Pick<Product, 'engines'>) =>
  (await product.engines()).map(({ container_id }) => container_id)

test('an unreported reader keeps its engine, also when outdated and after our restart; one that only seeds goes', {
  timeout: LONG_MS,
}, async (t) => {
  const dataDir = rig.dataDirectory()
  const first = await run(env(), dataDir)
  await first.call('POST', '/scale/3')
  const [watched, seeding, resting] = await first.ready(3)
  assert.ok(watched && seeding && resting)
  const stop = await readUnreported(watched)
  await order(seeding, 'fault', { seedBytesPerSecond: MEDIA_BYTES_PER_SECOND })
  const engines = { watched, seeding, resting }
  await Promise.all(
    Object.entries(engines).map(async ([what, engine]) => {
      const { rx, tx } = await ratesOf(engine)
      t.diagnostic(`${what}: rx ${rx} B/s, tx ${tx} B/s`)
    }),
  )
  await until(
    'the reader to be seen',
    async () => (await first.engine(watched.container_id)).unreported_use === true,
    JUDGED_WITHIN_MS,
  )
  for (const { container_id: id } of [seeding, resting])
    await until(
      'it to be judged',
      async () => (await first.engine(id)).unreported_use === false,
      JUDGED_WITHIN_MS,
    )

  await first.call('POST', '/scale/1')
  await until(
    'the other two to be removed',
    async () => (await ids(first)).join() === watched.container_id,
    30_000,
  )
  await first.close()

  const settings = env()
  const second = await run(
    { ...settings, ENGINE_ENV: `${settings['ENGINE_ENV']} OTHER=1`, MAX_REPLICAS: '3' },
    dataDir,
  )
  const isReadyAgain = async () =>
    (await second.engines()).some(
      ({ container_id, state }) => container_id === watched.container_id && state === 'ready',
    )
  await until('the engine to be found again and to answer', isReadyAgain)
  const untilMs = Date.now() + 4 * READING_MS
  let outdated = false
  while (Date.now() < untilMs) {
    const engine: EngineState | undefined = (await second.engines()).find(
      ({ container_id }) => container_id === watched.container_id,
    )
    assert.ok(engine && engine.state === 'ready', 'the engine of the unreported reader stands')
    outdated ||= engine.outdated
    await delay(500)
  }
  assert.ok(outdated, 'it would be replaced if it were idle')
  await stop()
  await until(
    'the outdated one to be replaced',
    async () => !(await ids(second)).includes(watched.container_id),
    90_000,
  )
})

test('behind a VPN, where counters say nothing, the connection of an unreported reader keeps its engine', async () => {
  const gluetun = await addGluetun(rig.api)
  const product = await run({ ...env(), GLUETUN_CONTAINER_NAME: 'gluetun' })
  await product.call('POST', '/scale/2')
  const [watched, other] = await product.ready(2)
  assert.ok(watched && other)
  const stop = await readUnreported(watched)
  const isUsed = async ({ container_id: id }: EngineState) => (await product.engine(id)).unreported_use
  await until('the reader to be seen', async () => (await isUsed(watched)) === true, JUDGED_WITHIN_MS)
  await until('the other to be judged', async () => (await isUsed(other)) === false, JUDGED_WITHIN_MS)
  await product.call('POST', '/scale/1')
  await until(
    'the other to be removed',
    async () => (await ids(product)).join() === watched.container_id,
    20_000,
  )
  await stop()
  await until('the reader to be gone', async () => (await isUsed(watched)) === false, 60_000)
  rig.eraseFirst(gluetun)
})

test('behind a VPN, an engine with an unreported reader is not recreated for the forwarded port', {
  timeout: LONG_MS,
}, async () => {
  const gluetun = await addGluetun(rig.api, { env: { VPN_PORT_FORWARDING: 'on' } })
  rig.eraseFirst(gluetun)
  const noPort = () => setTunnel(rig.api, gluetun, { forwardedPorts: [] })
  await until('Gluetun to answer', () =>
    noPort().then(
      () => true,
      () => false,
    ),
  )
  const product = await run({
    ...env(),
    GLUETUN_CONTAINER_NAME: 'gluetun',
    GLUETUN_HEALTH_CHECK_INTERVAL_S: '1',
    MAX_REPLICAS: '1',
  })
  const watched = await product.onlyEngine()
  const stop = await readUnreported(watched)
  const isUsed = async () => (await product.engine(watched.container_id)).unreported_use
  await until('the reader to be seen', async () => (await isUsed()) === true, JUDGED_WITHIN_MS)

  await setTunnel(rig.api, gluetun, { forwardedPorts: [45001] })
  const untilMs = Date.now() + 4 * READING_MS
  while (Date.now() < untilMs) {
    assert.deepEqual(await ids(product), [watched.container_id], 'the engine of the unreported reader stands')
    await delay(500)
  }
  await stop()
  await until(
    'another engine to hold the forwarded port',
    async () => {
      const [engine, ...more] = await product.engines()
      return more.length === 0 && engine?.forwarded === true && engine.container_id !== watched.container_id
    },
    60_000,
  )
})
