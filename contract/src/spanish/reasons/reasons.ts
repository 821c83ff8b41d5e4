// spanish/: the Spanish sentence of each code. The panel's fetched language has them, and the server loads them for alerts in Spanish.
import type { Reason, ReasonParams } from '../../reasons/reason.ts'
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
import type { Wording } from './wording.ts'

const CATALOGUE: Wording<ReasonParams> = {
  verbatim: ({ text }) => text,
  all: ({ reasons }, say) => reasons.map(say).join('; '),
  unspecified: () => 'no se conoce el motivo',
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

/** The Spanish sentence of a reason. Throws for a code that a newer server sends, also within another reason. */
export function sentenceOf(reason: Reason): string {
  if (!Object.hasOwn(CATALOGUE, reason.code)) throw new RangeError(`no sentence for ${reason.code}`)
  const word = CATALOGUE[reason.code] as (params: Reason, say: typeof sentenceOf) => string
  return word(reason, sentenceOf)
}

const orNull = (make: () => string): string | null => {
  try {
    return make()
  } catch {
    return null
  }
}

/** The same, and `null` where the code is not known or its parameters are others: then the server's sentence is shown. */
export const reasonInSpanish = (reason: Reason): string | null => orNull(() => sentenceOf(reason))
