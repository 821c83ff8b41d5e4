import { backoffMs } from '../../../lib/backoff.ts'
import type { Clock } from '../../../lib/clock.ts'
import { isAbort, reasonOf } from '../../../lib/errors.ts'
import type { Logger } from '../../../lib/log.ts'
import { ndjson } from '../../common/ndjson.ts'
import type { KubernetesClient } from '../connection/client.ts'
import { isRefusal } from '../connection/refusal.ts'
import { bookmark, type PodBody, podBody, podList, watchError, watchEvent } from '../wire.ts'
import type { PodStore } from './pod-store.ts'

export interface PodReads {
  readonly client: KubernetesClient
  readonly store: PodStore
  /** `ondemand.app=acestream-orchestrator` */
  readonly selector: string
  readonly clock: Clock
  readonly logger: Logger
}

const PAGE = 500
/** The API server ends a watch after this time, so that none outlives a change of its certificates for long. */
const WATCH_S = 300
/** Bookmarks come every minute (https://kubernetes.io/docs/reference/using-api/api-concepts/#watch-bookmarks). */
const SILENCE_MS = 90_000
const BACKOFF = { firstMs: 100, longestMs: 5_000 }
const EXPIRED = 410

export function podsPath({ namespace }: KubernetesClient, name?: string): string {
  return `/api/v1/namespaces/${namespace}/pods${name === undefined ? '' : `/${name}`}`
}

/** Reads all our Pods into the store; resolves with the version from which a watch goes on. */
export async function listPods({ client, store, selector }: PodReads, signal: AbortSignal): Promise<string> {
  const pods: PodBody[] = []
  let page: string | undefined
  for (;;) {
    const query = {
      labelSelector: selector,
      limit: PAGE,
      ...(page === undefined ? {} : { continue: page }),
    }
    const call = { call: 'list_pods', method: 'GET', path: podsPath(client), query, vital: true } as const
    const list = await client.call({ ...call, read: podList }, signal)
    pods.push(...list.items)
    page = list.metadata?.continue || undefined
    const version = list.metadata?.resourceVersion ?? ''
    if (page !== undefined) continue
    store.replaceAll(pods, version)
    return version
  }
}

/**
 * Keeps the store as the cluster is until aborted, through restarts of the API server. A watch that ends, breaks or falls
 * silent goes on from the version it had; where the API server no longer has that one, everything is listed again.
 * `onChange` gets the id of a Pod that changed, and null after a list; `onLive` whether the store is current.
 */
export async function watchPods(
  reads: PodReads,
  onChange: (id: string | null) => void,
  onLive: (isLive: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger } = reads
  let version: string | undefined
  let failures = 0
  const follow = async () => {
    if (version === undefined) {
      version = await listPods(reads, signal)
      onChange(null)
    }
    for await (const seen of events(reads, version, () => onLive(true), signal)) {
      failures = 0
      version = seen.version ?? version
      if (seen.id !== undefined) onChange(seen.id)
    }
  }
  while (!signal.aborted) {
    try {
      await follow()
    } catch (error) {
      if (isAbort(error, signal)) break
      failures++
      if (isExpired(error)) version = undefined
      logger.debug({ reason: reasonOf(error) }, 'the watch of Pods broke')
    }
    onLive(false)
    await clock.sleep(backoffMs(failures, BACKOFF), signal).catch(() => {})
  }
  onLive(false)
}

class Expired extends Error {}

function isExpired(error: unknown): boolean {
  return error instanceof Expired || isRefusal(error, EXPIRED)
}

interface Seen {
  /** Undefined: a bookmark. */
  readonly id?: string
  readonly version: string | undefined
}

async function* events(
  { client, store, selector }: PodReads,
  version: string,
  onOpen: () => void,
  signal: AbortSignal,
): AsyncGenerator<Seen, void, undefined> {
  const query = {
    watch: true,
    labelSelector: selector,
    resourceVersion: version,
    allowWatchBookmarks: true,
    timeoutSeconds: WATCH_S,
  }
  const call = {
    call: 'watch_pods',
    method: 'GET',
    path: podsPath(client),
    query,
    silenceMs: SILENCE_MS,
  } as const
  const stream = await client.open(call, signal)
  onOpen()
  for await (const event of ndjson(stream, watchEvent)) {
    if (event.type === 'ERROR') throw errorIn(event.object)
    const pod = event.type === 'BOOKMARK' ? undefined : podBody(event.object)
    if (!pod) {
      yield { version: bookmark(event.object)?.metadata?.resourceVersion }
      continue
    }
    const { uid, resourceVersion } = pod.metadata
    if (event.type === 'DELETED') store.drop(uid)
    else store.put(pod)
    yield { id: uid, version: resourceVersion }
  }
}

function errorIn(object: unknown): Error {
  const { code, message = 'the API server ended the watch' } = watchError(object) ?? {}
  return code === EXPIRED ? new Expired(message) : new Error(message)
}
