/** The floor: the same containers made and started through the Docker API by nobody in particular. */
import { setTimeout as delay } from 'node:timers/promises'
import type { DockerApi } from '@acestream-orchestrator/testing/docker/docker-api'
import { TEST_LABEL } from '@acestream-orchestrator/testing/docker/dockerd'
import { inspect } from '@acestream-orchestrator/testing/orchestrator/product'

const PORT_LABELS = [
  'acestream.http_port',
  'acestream.https_port',
  'orchestrator.api-port',
  'orchestrator.p2p-port',
]
const POLL_MS = 10
const GIVE_UP_AFTER_MS = 120_000

/** An engine's container as it was made, to make others like it. */
export interface Template {
  readonly json: string
  readonly ports: readonly number[]
}

export interface BareEngine {
  readonly id: string
  readonly httpPort: number
}

export async function templateOf(api: DockerApi, id: string): Promise<Template> {
  const { Config, HostConfig } = await inspect(api, id)
  const ports = PORT_LABELS.map((label) => Number(Config.Labels[label]))
  const joins = String(HostConfig['NetworkMode']).startsWith('container:')
  const own = { Hostname: '', Labels: { [TEST_LABEL]: 'bare' }, ...(joins ? { ExposedPorts: {} } : {}) }
  const body = { ...Config, ...own, HostConfig }
  return { json: JSON.stringify(body), ports }
}

/** Like the template, with `offset` added to each of its ports; `change` is merged into its HostConfig. */
export async function runLike(
  api: DockerApi,
  template: Template,
  offset: number,
  change: object = {},
): Promise<BareEngine> {
  let { json } = template
  for (const port of template.ports) json = json.replaceAll(String(port), String(port + offset))
  const body = JSON.parse(json) as { HostConfig: object }
  const name = `bare-${offset}-${Math.random().toString(36).slice(2)}`
  const { Id: id } = await api.json<{ Id: string }>('POST', `/containers/create?name=${name}`, {
    ...body,
    HostConfig: { ...body.HostConfig, ...change },
  })
  await api.json('POST', `/containers/${id}/start`)
  return { id, httpPort: (template.ports[0] ?? 0) + offset }
}

/** Resolves with the first good answer to the question that a health check asks. */
export async function untilAnswers(httpPort: number): Promise<void> {
  const url = `http://127.0.0.1:${httpPort}/server/api?api_version=3&method=get_status`
  for (
    const untilMs = performance.now() + GIVE_UP_AFTER_MS;
    performance.now() < untilMs;
    await delay(POLL_MS)
  ) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      async (answer) => answer.ok && (await answer.text()).length > 0,
      () => false,
    )
    if (ok) return
  }
  throw new Error(`no answer at ${url}`)
}

export async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
