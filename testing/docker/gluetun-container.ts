import { type Env, ownPorts } from '../orchestrator/product.ts'
import { GLUETUN_IMAGE } from '../orchestrator/product-image.ts'
import type { DockerApi } from './docker-api.ts'
import { TEST_LABEL } from './dockerd.ts'

export const GLUETUN = 'gluetun'

const FIRST_PORT = Number(ownPorts().split('-')[0])

export interface GluetunOptions {
  readonly env?: Env
  readonly network?: string
  /** How many of our HTTP ports it publishes, from the first one on. */
  readonly published?: number
  /** Ports of others in its network that it publishes as well. */
  readonly publishedToo?: readonly number[]
}

/** Makes and starts the emulated Gluetun as its compose example does; engines join its network. Gives its id. */
export async function addGluetun(api: DockerApi, options: GluetunOptions = {}): Promise<string> {
  const { env = {}, network = 'bridge', published = 10, publishedToo = [] } = options
  const ours = Array.from({ length: published }, (_, index) => FIRST_PORT + index)
  const ports = [...ours, ...publishedToo].map(String)
  const settings = {
    HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE: '{"auth":"none"}',
    EMULATOR_CONTROL: 'on',
    ...env,
  }
  const { Id } = await api.json<{ Id: string }>('POST', `/containers/create?name=${GLUETUN}`, {
    Image: GLUETUN_IMAGE,
    Env: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    Labels: { [TEST_LABEL]: 'gluetun' },
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
    HostConfig: {
      NetworkMode: network,
      PortBindings: Object.fromEntries(
        ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: port }]]),
      ),
    },
  })
  await api.json('POST', `/containers/${Id}/start`)
  return Id
}

/** A service of somebody else in this container's network: its image declares no such port, and it answers HTML there. */
export async function addNeighbour(api: DockerApi, owner: string, port: number): Promise<string> {
  const script = `require('node:http').createServer((_, answer) => answer.end('<html>a neighbour</html>')).listen(${port})`
  const { Id } = await api.json<{ Id: string }>('POST', '/containers/create?name=neighbour', {
    Image: GLUETUN_IMAGE,
    Entrypoint: ['/usr/local/bin/node', '-e', script],
    Labels: { [TEST_LABEL]: 'neighbour' },
    HostConfig: { NetworkMode: `container:${owner}` },
  })
  await api.json('POST', `/containers/${Id}/start`)
  return Id
}

/** As `docker restart -t 1`. */
export async function restartContainer(api: DockerApi, id: string): Promise<void> {
  await api.json('POST', `/containers/${id}/restart?t=1`)
}

/** Whether an engine answers on the loopback of this container's network namespace. */
export function answersInside(api: DockerApi, id: string, port: number): Promise<boolean> {
  return fetchesInside(
    api,
    id,
    `http://127.0.0.1:${port}/server/api?api_version=3&method=get_status`,
    "'GET'",
  )
}

/** Sets what the emulated Gluetun's tunnel is like from now on (emulator/README.md, "Control routes"). */
export function setTunnel(api: DockerApi, id: string, change: object): Promise<void> {
  return order(api, id, 'vpn', change)
}

/** Makes its control server misbehave (emulator/README.md, "Faults of Gluetun"). */
export function setGluetunFault(api: DockerApi, id: string, fault: object): Promise<void> {
  return order(api, id, 'fault', fault)
}

async function order(api: DockerApi, id: string, what: string, content: object): Promise<void> {
  const body = JSON.stringify(JSON.stringify(content))
  const done = await fetchesInside(api, id, `http://127.0.0.1:8000/emulator/${what}`, `'POST', body: ${body}`)
  if (!done) throw new Error(`the emulated Gluetun refused ${what} ${body}`)
}

/** `how`: a method and what else `fetch` is to know, as source text. */
async function fetchesInside(api: DockerApi, id: string, url: string, how: string): Promise<boolean> {
  const ask = `fetch('${url}', { signal: AbortSignal.timeout(10_000), method: ${how} }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`
  const { Id } = await api.json<{ Id: string }>('POST', `/containers/${id}/exec`, {
    Cmd: ['/usr/local/bin/node', '-e', ask],
    AttachStdout: true,
  })
  await api.send('POST', `/exec/${Id}/start`, { Detach: false, Tty: false })
  return (await api.json<{ ExitCode: number }>('GET', `/exec/${Id}/json`)).ExitCode === 0
}
