import type { ContainerFacts } from '../../server/src/engines/ports.ts'
import { systemClock } from '../../server/src/lib/clock.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import type { CreateResult, EngineSpec } from '../../server/src/provisioning/ports.ts'
import {
  createDockerRuntime,
  type DockerRuntime,
  type DockerRuntimeOptions,
} from '../../server/src/runtime/docker/runtime.ts'
import { sentenceOf } from '../../server/src/wording/sentence.ts'
import type { DockerApi } from './docker-api.ts'
import { TEST_LABEL } from './dockerd.ts'
import { importNodeImage } from './node-image.ts'

/** An image whose entrypoint is the engine: it answers on `--http-port` and does what `DO` says. */
export const ENGINE_IMAGE = 'test-engine:1'

export const LABEL = { key: 'ondemand.app', value: 'acestream-orchestrator' }

const ENGINE_SCRIPT = `
  const flag = process.argv.find((word) => word.startsWith('--http-port='))
  require('node:http').createServer((request, answer) => answer.end('ok')).listen(Number(flag?.split('=')[1] ?? 6878))
  process.on('SIGTERM', () => process.exit(0))
  new Function('require', process.env.DO ?? '')(require)`

export function importEngineImage(api: DockerApi): Promise<void> {
  const entrypoint = ['/usr/local/bin/node', '-e', ENGINE_SCRIPT.replaceAll('\n', ';'), '--']
  const changes = [`ENTRYPOINT ${JSON.stringify(entrypoint)}`, 'EXPOSE 6878', `LABEL ${TEST_LABEL}=true`]
  return importNodeImage(api, ENGINE_IMAGE, changes)
}

export function aRuntime(host: string, change: Partial<DockerRuntimeOptions> = {}): DockerRuntime {
  return createDockerRuntime({
    dockerHost: host,
    tlsVerify: false,
    certPath: null,
    label: LABEL,
    advertise: null,
    engineHost: '127.0.0.1',
    network: null,
    vpnNames: [],
    clock: systemClock,
    logger: silentLogger,
    own: { contained: false, ids: [] },
    ...change,
  })
}

let taken = 0

/**
 * Every spec has a name and four ports of its own. Test files run at the same time, each with ports by its process:
 * below those the system hands out (32768 and up), where a connection of somebody's may hold one for a moment, and
 * below those of the products.
 */
export function aSpec(change: Partial<EngineSpec> = {}): EngineSpec {
  const http = 10_000 + (process.pid % 85) * 100 + 4 * taken++
  return {
    name: `engine-${http}`,
    image: ENGINE_IMAGE,
    variant: 'args',
    args: [],
    env: {},
    ports: { http, https: http + 1, api: http + 2, p2p: http + 3 },
    network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
    memoryLimitBytes: null,
    cpuLimit: null,
    publishHttps: false,
    ...change,
    labels: { [LABEL.key]: LABEL.value, 'acestream.http_port': String(http), ...change.labels },
  }
}

/** The facts of a creation that must have worked. */
export function made(result: CreateResult): ContainerFacts {
  if (!result.ok) throw new Error(sentenceOf(result.failure.reason))
  return result.facts
}
