import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureServer } from '../../server/bundle.ts'
import type { DockerApi } from '../docker/docker-api.ts'
import { TEST_LABEL } from '../docker/dockerd.ts'
import { until } from '../machine/wait.ts'
import { freePort, type OrchestratorClient, orchestratorAt, TEST_KEY } from './process.ts'
import { type Env, productEnv, type Questions, withQuestions } from './product.ts'
import { PRODUCT_IMAGE } from './product-image.ts'

export const REPOSITORY = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))

export interface Contained {
  readonly id: string
  readonly product: OrchestratorClient & Questions
  log(): Promise<string>
}

/** What it is created with beside the usual, as in the body of `POST /containers/create`. */
export interface ContainerChanges {
  readonly Image?: string
  readonly User?: string
  readonly HostConfig?: Readonly<Record<string, unknown>>
}

interface Rig {
  readonly host: string
  readonly api: DockerApi
}

/**
 * As compose.yaml runs it: the Docker socket mounted, its port published; its files come from this repository.
 * `publishedBy`: in the network of another container, which publishes this port for it.
 */
export async function runContained(
  rig: Rig,
  networkMode: string,
  env: Env = {},
  publishedBy: number | null = null,
  changes: ContainerChanges = {},
): Promise<Contained> {
  const port = publishedBy ?? (await freePort())
  const published = {
    ExposedPorts: { '8000/tcp': {} },
    PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
  }
  const contained = await startContained(rig, env, {
    ...changes,
    ...(publishedBy === null ? { ExposedPorts: published.ExposedPorts } : {}),
    HostConfig: {
      NetworkMode: networkMode,
      ...(publishedBy === null ? { PortBindings: published.PortBindings } : {}),
      ...changes.HostConfig,
    },
  })
  const client = orchestratorAt(`http://127.0.0.1:${port}`)
  await until('the orchestrator in its container to listen', () => listens(client.url), 30_000).catch(
    async (error: Error) => {
      throw new Error(`${error.message}\n${await contained.log()}`)
    },
  )
  return { ...contained, product: withQuestions(client, contained.log) }
}

/** Does not wait for it: it may end immediately. */
export async function startContained(
  { host, api }: Rig,
  env: Env,
  { HostConfig, ...changes }: ContainerChanges,
  name = 'orchestrator',
): Promise<{ readonly id: string; log(): Promise<string> }> {
  await ensureServer()
  const { ENGINE_ADVERTISE: _, ...usual } = productEnv('unix:///var/run/docker.sock')
  const settings = {
    ...usual,
    HOST: '0.0.0.0',
    DATA_DIR: '/data',
    API_KEY: TEST_KEY,
    LOG_FORMAT: 'json',
    ...env,
  }
  const { Id: id } = await api.json<{ Id: string }>('POST', `/containers/create?name=${name}`, {
    Image: PRODUCT_IMAGE,
    Entrypoint: ['/usr/local/bin/node'],
    Cmd: ['/repo/server/dist/main.js'],
    Env: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    Labels: { [TEST_LABEL]: 'orchestrator' },
    ...changes,
    HostConfig: {
      Binds: [`${REPOSITORY}:/repo:ro`, `${host.slice('unix://'.length)}:/var/run/docker.sock`],
      Tmpfs: { '/data': '' },
      ...HostConfig,
    },
  })
  await api.json('POST', `/containers/${id}/start`)
  return {
    id,
    log: async () => (await api.send('GET', `/containers/${id}/logs?stdout=true&stderr=true`)).text,
  }
}

/** Docker accepts connections to a published port before anybody listens behind it, and may leave them hanging. */
async function listens(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}
