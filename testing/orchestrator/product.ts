import { createHash } from 'node:crypto'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { type DockerApi, eraseContainers } from '../docker/docker-api.ts'
import type { TestDockerd } from '../docker/dockerd.ts'
import { until } from '../machine/wait.ts'
import { type OrchestratorClient, startOrchestrator, type TestOrchestrator } from './process.ts'
import { PRODUCT_IMAGE, PRODUCT_IMAGE_ENV } from './product-image.ts'

/** Of our own, so that what tests leave is not taken for anybody's engines. */
export const PRODUCT_LABEL = 'ondemand.app=orchestrator-test'

export type Env = Readonly<Record<string, string>>

/** What most tests ask. */
export interface Questions {
  engines(): Promise<readonly EngineState[]>
  engine(id: string): Promise<EngineState>
  status(): Promise<OrchestratorStatus>
  /** Exactly so many engines, all ready and healthy; oldest first. */
  ready(count: number, withinMs?: number): Promise<readonly EngineState[]>
  /** Its only engine, once that is ready. */
  onlyEngine(): Promise<EngineState>
}

/** The whole product on a Docker engine. */
export type Product = TestOrchestrator & Questions

export interface ProductOptions {
  readonly env?: Env
  /** Kept across starts. */
  readonly dataDir?: string
}

export async function startProduct(
  dockerd: Pick<TestDockerd, 'host'>,
  options: ProductOptions = {},
): Promise<Product> {
  const { env = {}, ...rest } = options
  const orchestrator = await startOrchestrator({ env: { ...productEnv(dockerd.host), ...env }, ...rest })
  return withQuestions(orchestrator, orchestrator.log)
}

/** One quick engine; a test says what else it needs. */
export function productEnv(dockerHost: string): Env {
  return {
    DOCKER_HOST: dockerHost,
    CONTAINER_LABEL: PRODUCT_LABEL,
    TARGET_IMAGE: PRODUCT_IMAGE,
    ENGINE_ENV: PRODUCT_IMAGE_ENV,
    ENGINE_ADVERTISE: 'published', // the tests may themselves run in a container, of another Docker
    PORT_RANGE_HOST: ownPorts(),
    MIN_REPLICAS: '1',
    MIN_FREE_REPLICAS: '0',
    MAX_REPLICAS: '6',
    MONITOR_INTERVAL_S: '1',
  }
}

/** Test files run at the same time, each with ports by its process, below those the system hands out. */
export function ownPorts(): string {
  const first = 23_000 + (process.pid % 90) * 100
  return `${first}-${first + 99}`
}

/** `log` is shown where an answer does not come. */
export function withQuestions<C extends OrchestratorClient>(
  orchestrator: C,
  log: () => string | Promise<string>,
): C & Questions {
  const engines = () => orchestrator.get<EngineState[]>('/engines?all=true')
  const ready = (count: number, withinMs = 30_000) =>
    until(
      `${count} ready engines`,
      async () => {
        const all = await engines()
        const good = all.every(({ state, health_status }) => state === 'ready' && health_status === 'healthy')
        return all.length === count && good && all.toSorted(byFirstSeen)
      },
      withinMs,
    ).catch(async (error: Error) => {
      throw new Error(
        `${error.message}; there are\n${(await engines()).map(inWords).join('\n')}\n${await log()}`,
      )
    })
  return {
    ...orchestrator,
    engines,
    ready,
    engine: async (id) => (await orchestrator.get<{ engine: EngineState }>(`/engines/${id}`)).engine,
    status: () => orchestrator.get<OrchestratorStatus>('/orchestrator/status'),
    onlyEngine: async () => {
      const [engine] = await ready(1)
      if (!engine) throw new Error('no engine')
      return engine
    },
  }
}

function inWords({ container_name, state, health_status, health_reason, port }: EngineState): string {
  return `  ${container_name} on ${port}: ${state}, ${health_status} ${health_reason ?? ''}`
}

function byFirstSeen(a: EngineState, b: EngineState): number {
  return a.first_seen.localeCompare(b.first_seen) || a.container_id.localeCompare(b.container_id)
}

/** Makes the engine behind this address misbehave (emulator/README.md, "Faults of an engine"). */
export async function order(engine: EngineState, what: 'fault' | 'crash', body: object): Promise<void> {
  const url = `http://${engine.host}:${engine.port}/emulator/${what}`
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
}

/** Plays a channel on this engine and reports it as a proxy beside it does. */
export async function play(product: OrchestratorClient, engine: EngineState): Promise<StreamState> {
  const key = createHash('sha1').update(engine.container_id).digest('hex')
  const url = `http://${engine.host}:${engine.port}/ace/getstream?infohash=${key}&format=json`
  const { response: session } = (await (await fetch(url)).json()) as { response: object }
  return product.call('POST', '/events/stream_started', {
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: 'infohash', key },
    session,
  })
}

export interface RawContainer {
  readonly Id: string
  readonly Name: string
  readonly State: {
    readonly Status: string
    readonly Running: boolean
    readonly StartedAt: string
    readonly ExitCode: number
  }
  readonly Config: { readonly Labels: Readonly<Record<string, string>>; readonly Env: readonly string[] }
  readonly HostConfig: Readonly<Record<string, unknown>>
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>
  }
}

export function inspect(api: DockerApi, id: string): Promise<RawContainer> {
  return api.json('GET', `/containers/${id}/json`)
}

/** Ids of every container that a product of these tests created, as Docker lists them. */
export async function containersOf(api: DockerApi, label = PRODUCT_LABEL): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
  const found = await api.json<{ Id: string }[]>('GET', `/containers/json?all=true&filters=${filters}`)
  return found.map(({ Id }) => Id)
}

export async function eraseProducts(api: DockerApi): Promise<void> {
  await eraseContainers(api, { label: [PRODUCT_LABEL] })
}
