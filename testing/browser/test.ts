import { randomBytes } from 'node:crypto'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { test as base, expect } from '@playwright/test'
import type { Viewing } from '../../scripts/demo/viewer.ts'
import { type Product, startProduct } from './product.ts'
import { type ServerOptions, startServer, type TestServer } from './server/server.ts'
import { type StandIn, type StandInOptions, startStandIn } from './stand-in/server.ts'
import { type Watch, watchContext } from './watch.ts'

interface Tools {
  /** Watches every page; the test fails for any error, violation or foreign request that it has not allowed. */
  readonly watch: Watch
  /** The real server over a world in memory, which the test scripts (`server/server.ts`); it ends with the test. */
  readonly serve: (options?: ServerOptions) => Promise<TestServer>
  /** A scripted server that ends with the test. */
  readonly standIn: (options?: StandInOptions) => Promise<StandIn>
  /** Somebody watches a content of its own, on an idle engine unless one is named, until the test ends. */
  readonly play: (engine?: EngineState) => Promise<Viewing>
}

interface WorkerTools {
  /** The real product. It serves all tests of a worker, so a test leaves it as it found it. */
  readonly product: Product
}

export const test = base.extend<Tools, WorkerTools>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are needed from the pattern
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
  // biome-ignore lint/correctness/noEmptyPattern: as above
  serve: async ({}, use) => {
    const started: TestServer[] = []
    await use(async (options) => {
      const server = await startServer(options)
      started.push(server)
      return server
    })
    for (const server of started) await server.close()
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
