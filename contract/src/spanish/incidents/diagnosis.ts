import type { CodedDiagnosis, Diagnoses } from '../../reasons/diagnosis.ts'
import { counted, type Wording, whole } from '../reasons/wording.ts'

const CATALOGUE: Wording<Diagnoses> = {
  starting: () => 'se está iniciando',
  few_peers: ({ peers, speedDown, neededSpeed }) =>
    `pocos pares: ${counted(peers, 'par', 'pares')}${
      speedDown === null ? '' : ` ${peers === 1 ? 'envía' : 'envían'} ${Math.round(speedDown)} KB/s`
    }${neededSpeed === null ? '' : `; la emisión necesita ${Math.round(neededSpeed)} KB/s`}`,
  engine_overloaded: ({ latencyMs, cpuPercent, streams }) =>
    [
      `su motor está sobrecargado: ${counted(streams, 'emisión', 'emisiones')}`,
      ...(latencyMs === null ? [] : [`responde en ${Math.round(latencyMs)} ms`]),
      ...(cpuPercent === null ? [] : [`CPU al ${Math.round(cpuPercent)} %`]),
    ].join(', '),
  engine_hangs: ({ forMs }) => `su motor no responde desde hace ${whole(forMs)}`,
  vpn_reconnecting: ({ vpn }) => `la VPN ${vpn} se está reconectando`,
  fine: () => 'aquí todo va bien: mira el reproductor',
  unknown: () => 'el motor no da datos suficientes para saberlo',
}

/** Why a stream stutters, in Spanish; `null` where the code is not known here. */
export function diagnosisInSpanish(diagnosis: CodedDiagnosis): string | null {
  const word = (CATALOGUE as Record<string, unknown>)[diagnosis.code] as
    | ((params: CodedDiagnosis) => string)
    | undefined
  try {
    return word?.(diagnosis) ?? null
  } catch {
    return null
  }
}
