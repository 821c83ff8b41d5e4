import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { RegistryCheck } from '../../../provisioning/ports.ts'
import { callFailed } from '../../common/call-failed.ts'
import type { DockerClient } from '../connection/client.ts'
import { type DockerRefusal, isRefusal } from '../connection/refusal.ts'
import { distributionBody, type ImageBody } from '../wire.ts'

/** Docker asks the registry before it answers. */
const REGISTRY_TIMEOUT_MS = 60_000

/**
 * By digest, so that nothing is downloaded. `RepoDigests` names every registry's digest of the image here, whatever
 * tag it has, and an image that was built or loaded has none (docs/reference/docker.md 10).
 */
export async function compareWithRegistry(
  client: DockerClient,
  reference: string,
  local: ImageBody | undefined,
  signal: AbortSignal,
): Promise<RegistryCheck> {
  if (!local) return unknown({ code: 'image_not_here', image: reference })
  const here = (local.RepoDigests ?? []).map((each) => each.slice(each.indexOf('@') + 1))
  if (here.length === 0) return unknown({ code: 'image_without_registry', image: reference })
  try {
    const digest = await digestInRegistry(client, reference, signal)
    return { state: here.includes(digest) ? 'current' : 'newer' }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return unknown(callFailed({ call: 'ask_registry', subject: reference }, causeOf(error)))
  }
}

async function digestInRegistry(
  client: DockerClient,
  reference: string,
  signal: AbortSignal,
): Promise<string> {
  const { Descriptor } = await client.call(
    {
      call: 'ask_registry',
      subject: reference,
      method: 'GET',
      path: `/distribution/${reference}/json`,
      timeoutMs: REGISTRY_TIMEOUT_MS,
      read: distributionBody,
    },
    signal,
  )
  return Descriptor.digest
}

/** A registry denies with 403 as well, and no switch of a socket proxy changes that. */
function causeOf({ status, words, reason }: DockerRefusal): Reason {
  return status === 403 && /denied|unauthorized/i.test(words) ? verbatim(words) : reason
}

function unknown(reason: Reason): RegistryCheck {
  return { state: 'unknown', reason }
}
