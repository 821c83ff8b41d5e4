import type { StreamEndReason, StreamEvents } from '../../events/stream.ts'
import { type Say, streamName, type Wording } from '../reasons/wording.ts'

export const streamEvents: Wording<StreamEvents> = {
  'stream.started': ({ stream, engine, warning }, say) =>
    `${streamName(stream)} ha empezado en ${engine}${warning === null ? '' : `; ${say(warning)}`}`,
  'stream.starting': (phase, say) => inPhase('se está iniciando', phase, say),
  'stream.active': (phase, say) => inPhase('está activa', phase, say),
  'stream.stalled': (phase, say) => inPhase('está sin datos', phase, say),
  'stream.unknown': (phase, say) => inPhase('está en estado desconocido', phase, say),
  'stream.ended': ({ stream, engine, reason, detail }, say) =>
    `${streamName(stream)} en ${engine} ha terminado${endWords(reason, detail && say(detail))}`,
}

function inPhase(phase: string, { stream, engine, reason }: StreamEvents['stream.active'], say: Say): string {
  return `${streamName(stream)} en ${engine} ${phase}${reason === null ? '' : `: ${say(reason)}`}`
}

function endWords(reason: StreamEndReason | null, detail: string | null): string {
  if (reason === null) return detail === null ? '' : `: ${detail}`
  return detail === null ? `: ${END_WORDS[reason]}` : `: ${END_WORDS[reason]} (${detail})`
}

const END_WORDS: { readonly [R in StreamEndReason]: string } = {
  reported: 'el espectador se ha ido',
  stopped: 'detenida',
  replaced: 'la ha sustituido una sesión más reciente del mismo canal',
  engine_gone: 'su motor se ha detenido',
  engine_removed: 'su motor se ha eliminado',
  engine_unhealthy: 'su motor se ha sustituido por tener fallos',
  vpn_lost: 'su motor ha perdido la conexión VPN',
  session_unknown: 'su motor ya no reconoce la sesión',
  lost: 'sin señales de vida',
  abandoned: 'parece que ya nadie la veía',
}
