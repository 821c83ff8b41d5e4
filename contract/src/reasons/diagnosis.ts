import type { Coded, NoParams } from './coded.ts'

/** Why a stream stutters, or that nothing here explains it. Speeds in KB/s (1024 bytes). */
export interface Diagnoses {
  /** It has not played yet, so nothing can be said. */
  starting: NoParams
  /** Data come slower than the stream runs, from few peers. `neededSpeed`: the stream's own rate; null where it is not known. */
  few_peers: { peers: number; speedDown: number | null; neededSpeed: number | null }
  /** The engine answers slowly, or its process is at its limit. `cpuPercent`: of one core. */
  engine_overloaded: { latencyMs: number | null; cpuPercent: number | null; streams: number }
  /** The engine does not answer. */
  engine_hangs: { forMs: number }
  vpn_reconnecting: { vpn: string }
  /** Data come in time: what stutters is behind the engine. `behindLiveS`: seconds from what is handed out to the newest piece; null where the engine does not report it. */
  fine: { behindLiveS: number | null }
  /** The engine reports too little. */
  unknown: NoParams
}

export type DiagnosisCode = keyof Diagnoses
export type CodedDiagnosis = Coded<Diagnoses>
