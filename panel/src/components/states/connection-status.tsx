import { CloudOff, LoaderCircle, Lock, LogIn, type LucideIcon, Radio, RefreshCw } from 'lucide-react'
import type { ConnectionState } from '../../connection/connection-state.ts'
import { useConnection } from '../../fleet/live-store.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { cx } from '../cx.ts'

const LOOKS: Record<ConnectionState['phase'], { icon: LucideIcon; className: string }> = {
  connecting: { icon: LoaderCircle, className: 'text-idle' },
  live: { icon: Radio, className: 'text-good' },
  polling: { icon: RefreshCw, className: 'text-ink' },
  reconnecting: { icon: LoaderCircle, className: 'text-warn' },
  offline: { icon: CloudOff, className: 'text-bad' },
  signed_out: { icon: LogIn, className: 'text-warn' },
  locked: { icon: Lock, className: 'text-warn' },
}

function wordsOf(state: ConnectionState, { t, f }: I18n): string {
  switch (state.phase) {
    case 'connecting':
      return t.connection.connecting
    case 'live':
      return t.connection.live
    case 'polling':
      return t.connection.every(state.everySeconds ?? 0)
    case 'reconnecting':
      return t.connection.reconnecting
    case 'signed_out':
      return t.connection.signedOut
    case 'locked':
      return t.connection.locked
    case 'offline':
      return state.updatedMs === null
        ? t.connection.offlineNow
        : t.connection.offline(f.minute(state.offlineSinceMs ?? state.updatedMs))
  }
}

/** The connection's state in words; details on hover. */
export function ConnectionStatus() {
  const i18n = useI18n()
  const { t, f, say } = i18n
  const state = useConnection()
  const { icon: Icon, className } = LOOKS[state.phase]
  const why = [
    state.fallback && state.phase === 'polling' ? t.connection.fallback[state.fallback] : null,
    state.older ? t.connection.older : null,
    state.dropped && t.connection.droppedAt(f.clock(state.dropped.atMs), say(state.dropped, 'reason')),
    t.connection.toServer(state.server),
  ].filter((part) => part !== null)
  return (
    <p
      role="status"
      aria-label={t.connection.label}
      title={why.join('\n')}
      data-connection={state.phase}
      className={cx(
        'inline-flex min-w-0 items-center gap-1.5 text-xs leading-tight font-medium sm:max-lg:whitespace-nowrap xl:whitespace-nowrap',
        className,
      )}
    >
      <Icon size={14} aria-hidden className={cx('shrink-0', Icon === LoaderCircle && 'animate-spin')} />
      <span>{wordsOf(state, i18n)}</span>
    </p>
  )
}

/** Why there is no data at the moment, while the panel reconnects. An overlay, so that nothing on the page moves. */
export function Interruption() {
  const { t, say } = useI18n()
  const { phase, dropped, updatedMs } = useConnection()
  if (phase !== 'reconnecting' || dropped === null || dropped.atMs < (updatedMs ?? 0)) return null
  return (
    <p className="foreign absolute top-full right-3 mt-2 max-w-[min(28rem,calc(100%-1.5rem))] rounded-lg border border-line bg-raised px-3 py-2 text-xs text-muted shadow-float sm:right-6">
      <bdi>{t.connection.dropped(say(dropped, 'reason'))}</bdi>
    </p>
  )
}

/** Says why the panel polls although live was wanted, and that an old server reports less. */
export function ConnectionHint() {
  const { t, say } = useI18n()
  const { fallback, phase, older, dropped } = useConnection()
  const polls = phase === 'polling'
  const parts = [
    polls && fallback !== null ? t.connection.fallback[fallback] : null,
    polls && older ? t.connection.older : null,
    polls && fallback === 'held_back' && dropped !== null
      ? t.connection.dropped(say(dropped, 'reason'))
      : null,
  ].filter((part) => part !== null)
  if (parts.length === 0) return null
  return <p className="foreign mb-4 text-xs text-muted">{parts.join(' ')}</p>
}
