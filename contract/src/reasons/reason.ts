import { Type } from 'typebox'
import type { AnswerReasons } from './answer.ts'
import type { BackupReasons } from './backup.ts'
import type { Coded, NoParams } from './coded.ts'
import type { EngineReasons } from './engine.ts'
import type { IncidentReasons } from './incident.ts'
import type { KubernetesReasons } from './kubernetes.ts'
import type { NotifierReasons } from './notifier.ts'
import type { ProvisioningReasons } from './provisioning.ts'
import type { RequestReasons } from './request.ts'
import type { RuntimeReasons } from './runtime.ts'
import type { SettingsReasons } from './settings.ts'
import type { StoreReasons } from './store.ts'
import type { StreamReasons } from './stream.ts'
import type { VpnReasons } from './vpn.ts'

interface GeneralReasons {
  /** Somebody else's words, e.g. Docker's, or those of a row that was stored as a sentence. Shown as they are. */
  verbatim: { text: string }
  /** Several things at once, the most important first. */
  all: { reasons: readonly Reason[] }
  unspecified: NoParams
}

/**
 * Why something is as it is: each code with its parameters. What is decided returns these; the words are made where a
 * person reads them, in the person's language. Codes are never renamed or given another meaning, because they
 * are stored and sent. Parameters in ms end in `Ms`; `text` is somebody else's words.
 */
export interface ReasonParams
  extends GeneralReasons,
    AnswerReasons,
    BackupReasons,
    EngineReasons,
    IncidentReasons,
    KubernetesReasons,
    NotifierReasons,
    ProvisioningReasons,
    RequestReasons,
    RuntimeReasons,
    SettingsReasons,
    StoreReasons,
    StreamReasons,
    VpnReasons {}

export type ReasonCode = keyof ReasonParams
export type Reason = Coded<ReasonParams>

/** A reason as it is sent beside its English sentence. Readers show the sentence for codes that they don't know. */
export const ReasonData = Type.Unsafe<Reason>(
  Type.Object(
    { code: Type.String({ description: 'what it is; never renamed' }) },
    {
      additionalProperties: true,
      description: 'the same reason as data: its code, and parameters by name; times end in `Ms`',
    },
  ),
)
