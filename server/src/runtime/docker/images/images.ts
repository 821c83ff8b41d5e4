// images/: what an image is, and pulling one.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { Clock } from '../../../lib/clock.ts'
import { DomainError, reasonOf } from '../../../lib/errors.ts'
import type { ImageFacts, PullProgress, RegistryCheck } from '../../../provisioning/ports.ts'
import { callFailed } from '../../common/call-failed.ts'
import { ndjson } from '../../common/ndjson.ts'
import type { DockerClient } from '../connection/client.ts'
import { isRefusal } from '../connection/refusal.ts'
import { timeOf } from '../containers/reading/facts.ts'
import { type ImageBody, imageBody, pullLine } from '../wire.ts'
import { createPullTally } from './pull-tally.ts'
import { compareWithRegistry } from './registry-check.ts'

export interface Images {
  image(reference: string, signal: AbortSignal): Promise<ImageFacts | undefined>
  pull(reference: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>
  compareWithRegistry(reference: string, signal: AbortSignal): Promise<RegistryCheck>
  /** TCP ports the image declares; undefined: no such image. */
  exposedPorts(reference: string, signal: AbortSignal): Promise<readonly number[] | undefined>
}

/** Names, tags and digests; anything else would reach other routes of Docker's API. */
const REFERENCE = /^(?!.*\/\.)[a-z0-9]+(?:[./:@_-]+[\w]+)*$/i
const INSPECT_TIMEOUT_MS = 15_000
/** Docker asks the registry before it answers. */
const PULL_BEGIN_TIMEOUT_MS = 60_000
/** A registry that sends nothing for so long is given up; Docker itself would wait for ever. */
const PULL_SILENCE_MS = 120_000
/** Docker reports each layer ten times a second; people read slower. */
const PROGRESS_EVERY_MS = 250

export function createImages(client: DockerClient, clock: Clock): Images {
  return {
    image: async (reference, signal) => {
      const body = await inspectImage(client, reference, signal)
      if (!body) return undefined
      const entrypoint = body.Config?.Entrypoint ?? []
      return {
        digest: body.Id || null,
        createdAtMs: timeOf(body.Created),
        hasEntrypoint: entrypoint.length > 0,
      }
    },
    compareWithRegistry: async (reference, signal) =>
      compareWithRegistry(client, reference, await inspectImage(client, reference, signal), signal),
    exposedPorts: async (reference, signal) => {
      const body = await inspectImage(client, reference, signal)
      const keys = Object.keys(body?.Config?.ExposedPorts ?? {})
      return body && keys.filter((key) => key.endsWith('/tcp')).map((key) => Number.parseInt(key, 10))
    },
    pull: async (reference, onProgress, signal) => {
      try {
        await pull(client, clock, reference, onProgress, signal)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof DomainError && !isRefusal(error)) throw error
        const code = isRefusal(error) ? 'image_missing' : 'runtime_unavailable'
        throw new DomainError(code, pullFailed(reference, reasonOf(error)), { cause: error })
      }
    },
  }
}

async function inspectImage(
  client: DockerClient,
  reference: string,
  signal: AbortSignal,
): Promise<ImageBody | undefined> {
  if (!REFERENCE.test(reference)) return undefined
  try {
    return await client.call(
      {
        call: 'inspect_image',
        subject: reference,
        method: 'GET',
        path: `/images/${reference}/json`,
        timeoutMs: INSPECT_TIMEOUT_MS,
        read: imageBody,
      },
      signal,
    )
  } catch (error) {
    if (isRefusal(error, 404)) return undefined
    throw error
  }
}

/** Follows one pull to the end of its body: only then is it over, and a failure stands in its last line. */
async function pull(
  client: DockerClient,
  clock: Clock,
  reference: string,
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const stream = await client.open(
    {
      call: 'pull_image',
      subject: reference,
      method: 'POST',
      path: '/images/create',
      query: pullQuery(reference),
      timeoutMs: PULL_BEGIN_TIMEOUT_MS,
      silenceMs: PULL_SILENCE_MS,
    },
    signal,
  )
  const tally = createPullTally()
  let reportedMs = Number.NEGATIVE_INFINITY
  for await (const line of ndjson(stream, pullLine)) {
    const failure = line.errorDetail?.message ?? line.error
    if (failure) throw new DomainError('image_missing', pullFailed(reference, verbatim(failure)))
    tally.add(line)
    if (clock.elapsedMs() - reportedMs < PROGRESS_EVERY_MS) continue
    reportedMs = clock.elapsedMs()
    onProgress(tally.progress())
  }
  onProgress(tally.progress())
}

function pullFailed(reference: string, reason: Reason): Reason {
  return callFailed({ call: 'pull_image', subject: reference }, reason)
}

/** Without a tag Docker would pull every tag there is (docs/reference/docker.md 10). */
export function pullQuery(reference: string): { readonly fromImage: string; readonly tag: string } {
  const [named = '', digest] = reference.split('@')
  const colon = named.lastIndexOf(':')
  const tagged = colon > named.lastIndexOf('/')
  return {
    fromImage: tagged ? named.slice(0, colon) : named,
    tag: digest ?? (tagged ? named.slice(colon + 1) : 'latest'),
  }
}
