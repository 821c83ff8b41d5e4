import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { quietHours } from './alerts.ts'
import type { PortRange } from './kinds.ts'
import type { SettingName, Values } from './schema.ts'

/** A rule over several settings. `about` names them, the one to change first. */
export interface Clash {
  readonly about: readonly [SettingName, ...SettingName[]]
  readonly problem: string
  /** The same as a code, where the panel may bring it about. */
  readonly reason: Reason | null
}

const RANGES = ['PORT_RANGE_HOST', 'ACE_HTTPS_RANGE', 'ACE_API_RANGE', 'ACE_P2P_RANGE'] as const

/** All rules that no single setting can break. */
export function clashes(values: Values): readonly Clash[] {
  return [
    ...replicaClashes(values),
    ...(values.RUNTIME === 'kubernetes' ? [] : portClashes(values)),
    ...runtimeClashes(values),
    ...kubernetesClashes(values),
    ...gluetunClashes(values),
    ...quietClashes(values),
    ...proxyClashes(values),
  ]
}

function* replicaClashes(values: Values): Iterable<Clash> {
  for (const name of ['MIN_REPLICAS', 'MIN_FREE_REPLICAS'] as const)
    if (values[name] > values.MAX_REPLICAS)
      yield {
        about: [name, 'MAX_REPLICAS'],
        problem: `must not be above MAX_REPLICAS, which is ${values.MAX_REPLICAS}`,
        reason: { code: 'setting_above', setting: name, limit: 'MAX_REPLICAS', value: values.MAX_REPLICAS },
      }
}

function portClashes(values: Values): Clash[] {
  return [...RANGES.flatMap((name) => sizeClash(name, values)), ...overlapClashes(values)]
}

function sizeClash(name: (typeof RANGES)[number], values: Values): Clash[] {
  const size = sizeOf(values[name])
  if (size >= values.MAX_REPLICAS) return []
  const problem = `has ${size} ports, fewer than MAX_REPLICAS, which is ${values.MAX_REPLICAS}`
  const reason: Reason = { code: 'setting_ports_too_few', range: name, ports: size, setting: 'MAX_REPLICAS' }
  return [{ about: [name, 'MAX_REPLICAS'], problem, reason }]
}

function* overlapClashes(values: Values): Iterable<Clash> {
  for (const [index, name] of RANGES.entries())
    for (const other of RANGES.slice(index + 1))
      if (overlap(values[name], values[other]))
        yield {
          about: [other, name],
          problem: `overlaps ${name}, which is ${written(values[name])}`,
          reason: null,
        }
}

function* runtimeClashes(values: Values): Iterable<Clash> {
  if (values.RUNTIME === 'process' && !values.ENGINE_COMMAND?.length)
    yield {
      about: ['ENGINE_COMMAND', 'RUNTIME'],
      problem: 'must be set with RUNTIME=process',
      reason: null,
    }
  if (values.RUNTIME === 'docker' && isRemote(values.DOCKER_HOST) && values.ENGINE_PUBLISH_IP === null)
    yield {
      about: ['ENGINE_PUBLISH_IP', 'DOCKER_HOST'],
      problem:
        'must be set with a remote DOCKER_HOST: the address of that machine on which engines are reached, ' +
        'or 127.0.0.1 where they are reached over a shared network',
      reason: null,
    }
}

/** Pods are selected by the label, so it must be one as Kubernetes takes it. */
function* kubernetesClashes(values: Values): Iterable<Clash> {
  if (values.RUNTIME !== 'kubernetes') return
  const { key, value } = values.CONTAINER_LABEL
  if (!LABEL_KEY.test(key) || !LABEL_VALUE.test(value))
    yield {
      about: ['CONTAINER_LABEL', 'RUNTIME'],
      problem:
        'is no label of Kubernetes: letters, digits, dots, dashes and underscores, 63 at most on each side',
      reason: null,
    }
  if (values.GLUETUN_CONTAINER_NAME !== null)
    yield {
      about: ['GLUETUN_CONTAINER_NAME', 'RUNTIME'],
      problem: 'needs RUNTIME=docker: a Pod can not join the network of a Gluetun container',
      reason: null,
    }
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_VALUE = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/
const LABEL_KEY = /^([a-z0-9][a-z0-9.-]{0,251}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/

function* gluetunClashes(values: Values): Iterable<Clash> {
  const names = values.GLUETUN_CONTAINER_NAME ?? []
  if (new Set(names).size < names.length)
    yield { about: ['GLUETUN_CONTAINER_NAME'], problem: 'names a container twice', reason: null }
  for (const name of [
    'GLUETUN_API_PORT',
    'GLUETUN_API_KEY',
    'GLUETUN_API_USER',
    'GLUETUN_API_PASSWORD',
  ] as const) {
    const count = values[name]?.length ?? 1
    if (names.length > 0 && count > 1 && count !== names.length)
      yield {
        about: [name, 'GLUETUN_CONTAINER_NAME'],
        problem: `has ${count} values for ${names.length} containers: give one, or one per container`,
        reason: null,
      }
  }
  if ((values.GLUETUN_API_USER === null) !== (values.GLUETUN_API_PASSWORD === null))
    yield {
      about: ['GLUETUN_API_USER', 'GLUETUN_API_PASSWORD'],
      problem: 'GLUETUN_API_USER and GLUETUN_API_PASSWORD go together: set both or none',
      reason: null,
    }
}

function* proxyClashes(values: Values): Iterable<Clash> {
  if (values.PROXY === 'on' && values.PROXY_PORT === values.PORT)
    yield {
      about: ['PROXY_PORT', 'PORT'],
      problem: 'must differ from PORT: the proxy listens beside us',
      reason: null,
    }
}

function* quietClashes({ ALERT_QUIET_HOURS: hours }: Values): Iterable<Clash> {
  if (hours !== null && quietHours(hours) === undefined)
    yield {
      about: ['ALERT_QUIET_HOURS'],
      problem: 'has a time of day or a time zone that does not exist; allowed: 23:00-07:00 Europe/Madrid',
      reason: null,
    }
}

/** Where published ports are not on this machine's own addresses. */
export function isRemote(dockerHost: string): boolean {
  if (dockerHost.startsWith('unix:')) return false
  const name = URL.canParse(dockerHost) ? new URL(dockerHost).hostname : ''
  return !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(name)
}

export function overlap(a: PortRange, b: PortRange): boolean {
  return a.first <= b.last && b.first <= a.last
}

function sizeOf(range: PortRange): number {
  return range.last - range.first + 1
}

function written(range: PortRange): string {
  return `${range.first}-${range.last}`
}
