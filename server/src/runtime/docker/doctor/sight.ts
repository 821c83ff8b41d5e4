// doctor/: what only the doctor asks Docker. Nothing here creates, changes or removes anything.
import type { AccessFacts } from '../../../doctor/facts.ts'
import type { Clock } from '../../../lib/clock.ts'
import { listOf, number, object, text } from '../../../lib/shape.ts'
import { createDockerClient, type DockerClient } from '../connection/client.ts'
import type { EndpointSettings } from '../connection/endpoint.ts'
import { isRefusal } from '../connection/refusal.ts'
import { anything } from '../wire.ts'

export interface DockerInfo {
  /** As `uname -m` says it, e.g. `x86_64`. */
  readonly architecture: string | null
  /** Where Docker keeps images and containers, on its machine. */
  readonly rootDir: string | null
  readonly memoryBytes: number | null
  /** Unix ms on its machine, when it answered. */
  readonly timeMs: number | null
}

export interface DockerSight {
  /** Rejects with `runtime_unavailable`. */
  version(signal: AbortSignal): Promise<string>
  /** Null: a socket proxy forbids it, which is no fault. */
  info(signal: AbortSignal): Promise<DockerInfo | null>
  access(signal: AbortSignal): Promise<AccessFacts>
  /** In Go's words, e.g. `amd64`; null: not pulled. */
  architectureOf(image: string, signal: AbortSignal): Promise<string | null>
  /** TCP ports that any container publishes on its machine. */
  published(signal: AbortSignal): Promise<ReadonlySet<number>>
}

const TIMEOUT_MS = 6_000

export function createDockerSight(settings: EndpointSettings, clock: Clock): DockerSight {
  const client = createDockerClient(settings, clock)
  return {
    version: async (signal) => {
      await ask(client, '/containers/json', anything, signal, { limit: 1 })
      return client.reachability.status().version ?? 'unknown'
    },
    info: (signal) => readInfo(client, signal),
    access: (signal) => tryRequests(client, signal),
    architectureOf: async (image, signal) => {
      try {
        return (await ask(client, `/images/${image}/json`, imageBody, signal)).Architecture ?? null
      } catch (error) {
        if (isRefusal(error, 404)) return null
        throw error
      }
    },
    published: async (signal) => {
      const rows = await ask(client, '/containers/json', rowsBody, signal)
      const ports = rows.flatMap(({ Ports = [] }) => Ports)
      return new Set(
        ports.flatMap(({ PublicPort, Type }) => (Type === 'tcp' && PublicPort ? [PublicPort] : [])),
      )
    },
  }
}

const imageBody = object({ Architecture: text })
const rowsBody = listOf(object({ Ports: listOf(object({ PublicPort: number, Type: text })) }))
const infoBody = object({ Architecture: text, DockerRootDir: text, MemTotal: number, SystemTime: text })

type Query = Readonly<Record<string, string | number>>

function ask<T>(
  client: DockerClient,
  path: string,
  read: (value: unknown) => T | undefined,
  signal: AbortSignal,
  query: Query = {},
): Promise<T> {
  return client.call(
    { call: 'examine_docker', method: 'GET', path, query, timeoutMs: TIMEOUT_MS, read },
    signal,
  )
}

async function readInfo(client: DockerClient, signal: AbortSignal): Promise<DockerInfo | null> {
  try {
    const { Architecture, DockerRootDir, MemTotal, SystemTime } = await ask(client, '/info', infoBody, signal)
    const timeMs = Date.parse(SystemTime ?? '')
    return {
      architecture: Architecture ?? null,
      rootDir: DockerRootDir ?? null,
      memoryBytes: MemTotal ?? null,
      timeMs: Number.isNaN(timeMs) ? null : timeMs,
    }
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

/** No container has this name, so that whatever is let through changes nothing. */
const NOBODY = 'no-container-of-this-name-acestream-orchestrator-doctor'

interface Trial {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Query
  /** What it stands for. */
  readonly request: string
}

/** One request of each kind that a socket proxy switches apart (docs/reference/docker.md 11). */
const TRIALS: readonly Trial[] = [
  { method: 'GET', path: '/containers/json', query: { limit: 1 }, request: 'GET /containers/json' },
  { method: 'GET', path: `/images/${NOBODY}/json`, request: 'GET /images/{name}/json' },
  { method: 'GET', path: '/events', query: { since: 0, until: 1 }, request: 'GET /events' },
  { method: 'POST', path: `/containers/${NOBODY}/start`, request: 'POST /containers/{id}/start' },
  { method: 'POST', path: `/containers/${NOBODY}/stop`, request: 'POST /containers/{id}/stop' },
  { method: 'POST', path: `/containers/${NOBODY}/restart`, request: 'POST /containers/{id}/restart' },
  // An empty creation might be one: renaming passes the same switches.
  {
    method: 'POST',
    path: `/containers/${NOBODY}/rename`,
    query: { name: NOBODY },
    request: 'POST /containers/create',
  },
  { method: 'DELETE', path: `/containers/${NOBODY}`, request: 'DELETE /containers/{id}' },
]

async function tryRequests(client: DockerClient, signal: AbortSignal): Promise<AccessFacts> {
  const refused = await Promise.all(TRIALS.map((trial) => tryOne(client, trial, signal)))
  return { tried: TRIALS.length, refused: refused.flat() }
}

async function tryOne(
  client: DockerClient,
  { request, ...call }: Trial,
  signal: AbortSignal,
): Promise<AccessFacts['refused']> {
  try {
    const answer = await client.open({ call: 'examine_docker', timeoutMs: TIMEOUT_MS, ...call }, signal)
    answer.destroy()
    return []
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { reason } = error
    return reason.code === 'docker_request_forbidden' ? [{ request, allow: reason.allow }] : []
  }
}
