import type { Reason, ReasonCode, ReasonParams } from '@acestream-orchestrator/contract/reasons/reason'
import { answerWording } from './answer.ts'
import { backupWording } from './backup.ts'
import { engineWording } from './engine.ts'
import { incidentWording } from './incident.ts'
import { kubernetesWording } from './kubernetes.ts'
import { notifierWording } from './notifier.ts'
import { provisioningWording } from './provisioning.ts'
import { requestWording } from './request.ts'
import { runtimeWording } from './runtime.ts'
import { settingsWording } from './settings.ts'
import { storeWording } from './store.ts'
import { streamWording } from './stream.ts'
import { vpnWording } from './vpn.ts'
import type { Say, Wording } from './wording.ts'

const CATALOGUE: Wording<ReasonParams> = {
  verbatim: ({ text }) => text,
  all: ({ reasons }, say) => reasons.map(say).join('; '),
  unspecified: () => 'no reason is known',
  ...answerWording,
  ...backupWording,
  ...engineWording,
  ...incidentWording,
  ...kubernetesWording,
  ...notifierWording,
  ...provisioningWording,
  ...requestWording,
  ...runtimeWording,
  ...settingsWording,
  ...storeWording,
  ...streamWording,
  ...vpnWording,
}

/** The English sentence of a reason. One that another version stored in its own way has its code for a sentence. */
export function sentenceOf(reason: Reason): string {
  if (!Object.hasOwn(CATALOGUE, reason.code)) return codeAsWords(reason.code)
  const word = CATALOGUE[reason.code] as (params: Reason, say: Say) => string
  try {
    return word(reason, sentenceOf)
  } catch {
    return codeAsWords(reason.code) // stored without the parameters that this version expects
  }
}

export function sentenceOrNull(reason: Reason | null): string | null {
  return reason && sentenceOf(reason)
}

function codeAsWords(code: ReasonCode): string {
  return String(code).replaceAll('_', ' ')
}

export function isReason(value: unknown): value is Reason {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'
}
