import type { StreamEndReason, StreamEvents } from '@acestream-orchestrator/contract/events/stream'
import { type Say, streamName, type Wording } from '../wording.ts'

export const streamEvents: Wording<StreamEvents> = {
  'stream.started': ({ stream, engine, warning }, say) =>
    `${streamName(stream)} started on ${engine}${warning === null ? '' : `; ${say(warning)}`}`,
  'stream.starting': (phase, say) => inPhase('starting', phase, say),
  'stream.active': (phase, say) => inPhase('active', phase, say),
  'stream.stalled': (phase, say) => inPhase('stalled', phase, say),
  'stream.unknown': (phase, say) => inPhase('unknown', phase, say),
  'stream.ended': ({ stream, engine, reason, detail }, say) =>
    `${streamName(stream)} on ${engine} ended: ${endWords(reason, detail && say(detail))}`,
}

function inPhase(phase: string, { stream, engine, reason }: StreamEvents['stream.active'], say: Say): string {
  return `${streamName(stream)} on ${engine} is ${phase}${reason === null ? '' : `: ${say(reason)}`}`
}

/** The reason in words; a detail that says it already stands alone. */
function endWords(reason: StreamEndReason | null, detail: string | null): string {
  const words = reason === null ? 'ended' : END_WORDS[reason]
  if (detail === null) return words
  return detail.startsWith(words) ? detail : `${words} (${detail})`
}

const END_WORDS: { readonly [R in StreamEndReason]: string } = {
  reported: 'viewer left',
  stopped: 'stopped',
  replaced: 'a newer session of the same content took its place',
  engine_gone: 'its engine has stopped',
  engine_removed: 'its engine was removed',
  engine_unhealthy: 'its engine was replaced as unhealthy',
  vpn_lost: 'its engine lost the VPN connection',
  session_unknown: 'its engine no longer knows the session',
  lost: 'no sign of life',
  abandoned: 'nobody seemed to watch it any more',
}
