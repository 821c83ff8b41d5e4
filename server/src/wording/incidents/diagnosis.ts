import type { CodedDiagnosis, Diagnoses } from '@acestream-orchestrator/contract/reasons/diagnosis'
import { sentenceOf } from '../sentence.ts'
import { counted, type Say, seconds, type Wording } from '../wording.ts'

const CATALOGUE: Wording<Diagnoses> = {
  starting: () => 'it is starting',
  few_peers: ({ peers, speedDown, neededSpeed }) =>
    `few peers: ${counted(peers, 'peer')}${
      speedDown === null ? '' : ` ${peers === 1 ? 'sends' : 'send'} ${Math.round(speedDown)} KB/s`
    }${neededSpeed === null ? '' : `; the stream needs ${Math.round(neededSpeed)} KB/s`}`,
  engine_overloaded: ({ latencyMs, cpuPercent, streams }) =>
    [
      `its engine is overloaded: ${counted(streams, 'stream')}`,
      ...(latencyMs === null ? [] : [`answers after ${Math.round(latencyMs)} ms`]),
      ...(cpuPercent === null ? [] : [`CPU ${Math.round(cpuPercent)} %`]),
    ].join(', '),
  engine_hangs: ({ forMs }) => `its engine has not answered for ${seconds(Math.round(forMs / 1000) * 1000)}`,
  vpn_reconnecting: ({ vpn }) => `VPN ${vpn} is reconnecting`,
  fine: () => 'fine here: look at the player',
  unknown: () => 'the engine tells too little to say',
}

/** The English sentence of a diagnosis. */
export function diagnosisSentence(diagnosis: CodedDiagnosis): string {
  const word = CATALOGUE[diagnosis.code] as (params: CodedDiagnosis, say: Say) => string
  return word(diagnosis, sentenceOf)
}
