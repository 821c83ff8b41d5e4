import { randomBytes } from 'node:crypto'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { test as base, expect } from '@playwright/test'
import type { Viewing } from '../../scripts/demo/viewer.ts'
import { type Product, startProduct } from './product.ts'
import { type OlderServer, startOlder } from './server/older.ts'
import { fine, type Scene } from './server/scenes.ts'
import { type ServerOptions, startServer, type TestServer } from './server/server.ts'
import { type StandIn, type StandInOptions, startStandIn } from './stand-in/server.ts'
import { type Watch, watchContext } from './watch.ts'

interface Tools {
  /** The shared scene `fine`. */
  readonly fleet: TestServer
  /** Watches every page; the test fails for any error, violation or foreign request that it has not allowed. */
  readonly watch: Watch
  /** The real server over a world in memory, which the test scripts (`server/server.ts`); it ends with the test. */
  readonly serve: (options?: ServerOptions) => Promise<TestServer>
  /** An older orchestrator's routes and fields over a real server; it ends with the test. */
  readonly older: (server: TestServer) => Promise<OlderServer>
  /** A scripted server that ends with the test. */
  readonly standIn: (options?: StandInOptions) => Promise<StandIn>
  /** Somebody watches a content of its own, on an idle engine unless one is named, until the test ends. */
  readonly play: (engine?: EngineState) => Promise<Viewing>
}

interface WorkerTools {
  /** A scene that serves all tests of a worker, so nobody changes it. */
  readonly shared: (scene: Scene) => Promise<TestServer>
  /** The real product. It serves all tests of a worker, so a test leaves it as it found it. */
  readonly product: Product
}

export const test = base.extend<Tools, WorkerTools>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are needed from the pattern
    async ({}, use) => {
      const servers = new Map<Scene, Promise<TestServer>>()
      await use((scene) => {
        const server = servers.get(scene) ?? scene(startServer)
        servers.set(scene, server)
        return server
      })
      for (const server of servers.values()) await (await server).close()
    },
    { scope: 'worker' },
  ],
  fleet: async ({ shared }, use) => use(await shared(fine)),
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const product = await startProduct()
      await use(product)
      await product.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  watch: [
    async ({ context }, use) => {
      const watch = watchContext(context)
      await use(watch)
      expect(watch.errors, 'errors in the console').toEqual([])
      expect(watch.foreign, 'requests to other hosts').toEqual([])
    },
    { auto: true },
  ],
  serve: async ({ context }, use) => {
    const started: TestServer[] = []
    await use(async (options) => {
      const server = await startServer(options)
      started.push(server)
      return server
    })
    for (const page of context.pages()) await page.close() // or it would note that its server is gone
    for (const server of started) await server.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  older: async ({}, use) => {
    const started: OlderServer[] = []
    await use(async (server) => {
      const older = await startOlder(() => server.url)
      started.push(older)
      return older
    })
    for (const older of started) await older.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  standIn: async ({}, use) => {
    const started: StandIn[] = []
    await use(async (options) => {
      const standIn = await startStandIn(options)
      started.push(standIn)
      return standIn
    })
    for (const standIn of started) await standIn.close()
  },
  play: async ({ product }, use) => {
    const viewings: Viewing[] = []
    await use(async (engine) => {
      const [idle] = engine ? [engine] : await product.idleEngines(1)
      if (idle === undefined) throw new Error('no engine is idle')
      const viewing = await product.play(`a${randomBytes(20).toString('hex').slice(1)}`, idle)
      viewings.push(viewing)
      return viewing
    })
    for (const viewing of viewings) await viewing.leave('test ended')
  },
})

export { expect }
