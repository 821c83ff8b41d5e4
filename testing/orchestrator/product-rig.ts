import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before } from 'node:test'
import type { DockerApi } from '../docker/docker-api.ts'
import {
  type DockerdControl,
  type DockerdOptions,
  startDockerd,
  type TestDockerd,
} from '../docker/dockerd.ts'
import { addForeigners, type Foreigners } from '../docker/foreign-containers.ts'
import { type ProductHere, type ProductHereOptions, startHere } from './in-process.ts'
import {
  containersOf,
  type Env,
  eraseProducts,
  type Product,
  type RawContainer,
  startProduct,
} from './product.ts'
import { importProductImages } from './product-image.ts'

/** A Docker engine with bystanders on it, and products that end with their test. */
export interface ProductRig {
  readonly host: string
  readonly api: DockerApi
  /** Throws on an engine that is not private (TEST_DOCKER_HOST): such tests are to be skipped. */
  readonly control: DockerdControl
  readonly foreigners: Foreigners
  run(env?: Env, dataDir?: string): Promise<Product>
  /** Within this process; `resourcesEveryMs`: how often it reads what its engines use. */
  runHere(options: Omit<ProductHereOptions, 'dockerHost'>): Promise<ProductHere>
  /** Removed after the test, before its engines are: a container that makes engines. */
  eraseFirst(id: string): void
  /** Gone after the test. */
  dataDirectory(): string
  /** Ids and start times as Docker reports them: equal means that nothing was recreated or restarted. */
  lives(): Promise<readonly string[]>
}

export const NEEDS_PRIVATE = process.env['TEST_DOCKER_HOST'] ? 'TEST_DOCKER_HOST is not ours to stop' : false

/**
 * For a test file or a `describe`. After each test every container of somebody else must be as it was, unless the test
 * stopped Docker itself, which ends them.
 */
export function useProducts(options: DockerdOptions & { readonly bystanders?: boolean } = {}): ProductRig {
  let dockerd: TestDockerd | undefined
  let foreigners: Foreigners | undefined
  let products: Pick<Product, 'close'>[] = []
  let makers: string[] = []
  let directories: string[] = []

  const up = () => dockerd ?? fail('Docker is not up yet')

  before(async () => {
    dockerd = await startDockerd(options)
    await importProductImages(dockerd.host)
    if (options.bystanders !== false) foreigners = await addForeigners(dockerd.api)
  })
  afterEach(async () => {
    await Promise.all(products.map((product) => product.close()))
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
    products = []
    directories = []
    await answering(up())
    await Promise.all(makers.map((id) => up().api.erase(id)))
    makers = []
    await foreigners?.assertUntouched()
    await eraseProducts(up().api)
  })
  after(async () => {
    await foreigners?.erase()
    await dockerd?.close()
  })

  return {
    get host() {
      return up().host
    },
    get api() {
      return up().api
    },
    get control() {
      return up().control ?? fail('this engine is not ours to stop')
    },
    get foreigners() {
      return foreigners ?? fail('this rig has no bystanders')
    },
    run: async (env = {}, dataDir) => {
      const product = await startProduct(up(), { env, ...(dataDir === undefined ? {} : { dataDir }) })
      products.push(product)
      return product
    },
    runHere: async (options) => {
      const product = await startHere({ ...options, dockerHost: up().host })
      products.push(product)
      return product
    },
    eraseFirst: (id) => makers.push(id),
    dataDirectory: () => {
      const directory = mkdtempSync(join(tmpdir(), 'orchestrator-'))
      directories.push(directory)
      return directory
    },
    lives: async () => {
      const { api } = up()
      const told = await Promise.all(
        (await containersOf(api)).map((id) => api.send('GET', `/containers/${id}/json`)),
      )
      return told
        .filter(({ status }) => status === 200) // one may be gone since it was listed
        .map(({ text }) => JSON.parse(text) as RawContainer)
        .map(({ Id, State }) => `${Id} since ${State.StartedAt}`)
        .sort()
    },
  }
}

/** A test that failed may have left Docker stopped. */
async function answering({ api, control }: TestDockerd): Promise<void> {
  const isUp = await api.send('GET', '/_ping').then(
    () => true,
    () => false,
  )
  if (!isUp) await control?.start()
}

function fail(message: string): never {
  throw new Error(message)
}
