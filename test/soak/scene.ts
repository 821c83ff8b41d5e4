import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { type SocketProxy, startSocketProxy } from '@acestream-orchestrator/testing/docker/socket-proxy'
import { containersOf, type Env, type Product } from '@acestream-orchestrator/testing/orchestrator/product'
import type { ProductRig } from '@acestream-orchestrator/testing/orchestrator/product-rig'
import { DATABASE_FILE } from '../../server/src/store/database.ts'

/** What faults strike: the product behind a proxy to Docker, its data on a small disk of its own. */
export interface Scene {
  readonly rig: ProductRig
  readonly proxy: SocketProxy
  readonly dataDir: string
  /** The database file. */
  readonly database: string
  /** 0 to 1, from the seed. */
  readonly random: () => number
  /** The process that runs now; null while it is down or frozen on purpose. */
  readonly product: Product | null
  /** While Docker itself ends everybody's containers, what it does to them is not ours. */
  foreignersResting: boolean
  /** When the last fault was over, where its strike had to tidy up after that. */
  mendedAtMs: number | null
  /** What was stored before this moment may be gone: somebody deleted it. */
  historyGoneAtMs: number
  start(): Promise<void>
  /** Takes the product out of sight, for a fault that ends or freezes it. */
  takeDown(): Product
  putBack(product: Product): void
}

export async function buildScene(rig: ProductRig, env: Env, random: () => number): Promise<Scene> {
  const proxy = await startSocketProxy(rig.host)
  const dataDir = mkdtempSync(join(tmpdir(), 'small-disk-')) // the rig can't remove one that is mounted
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=700', 'small-disk', dataDir])
  let product: Product | null = null
  const scene: Scene = {
    rig,
    proxy,
    dataDir,
    database: join(dataDir, DATABASE_FILE),
    random,
    get product() {
      return product
    },
    foreignersResting: false,
    mendedAtMs: null,
    historyGoneAtMs: 0,
    start: async () => {
      product = await rig.run({ ...env, DOCKER_HOST: proxy.host }, dataDir)
    },
    takeDown: () => {
      const taken = product
      if (!taken) throw new Error('the product is down already')
      product = null
      return taken
    },
    putBack: (back) => {
      product = back
    },
  }
  await scene.start()
  return scene
}

export async function tearDown({ proxy, dataDir, product }: Scene): Promise<void> {
  await product?.stop()
  proxy.close()
  execFileSync('umount', [dataDir])
  rmdirSync(dataDir)
}

/** One engine that serves, at random. */
export async function victimOf({ product, random }: Scene): Promise<EngineState> {
  const engines = (await product?.engines())?.filter(({ state }) => state === 'ready') ?? []
  const victim = engines[Math.floor(random() * engines.length)]
  if (!victim) throw new Error('there is no engine to strike')
  return victim
}

/** Why it is not yet as it should be; null once it is: by its own word, by Docker's and by each engine's. */
export async function whyNotWhole({ product, rig }: Scene, minimum: number): Promise<string | null> {
  if (!product) return 'the product is down'
  const status = await product.status()
  if (status.status !== 'healthy') return `${status.status}: ${status.reason}`
  const engines = await product.engines()
  const unready = engines.find(({ state, health_status }) => state !== 'ready' || health_status !== 'healthy')
  if (unready) return `${unready.container_name}: ${unready.state}, ${unready.health_reason}`
  if (engines.length < minimum) return `${engines.length} engines`
  const containers = await containersOf(rig.api)
  if (containers.length !== engines.length) return `Docker has ${containers.length} of ${engines.length}`
  const answers = await Promise.all(engines.map(engineAnswers))
  return answers.every(Boolean) ? null : 'an engine does not answer'
}

async function engineAnswers({ host, port }: EngineState): Promise<boolean> {
  const url = `http://${host}:${port}/server/api?api_version=3&method=get_status`
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (answer) => answer.ok && (await answer.text()).includes('"version"'),
    () => false,
  )
}
