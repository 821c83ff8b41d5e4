import { useSyncExternalStore } from 'react'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { cx } from '../../components/cx.ts'
import {
  BAD_LOOK,
  GOOD_LOOK,
  IDLE_LOOK,
  OFF_LOOK,
  type StatusLook,
  TONE_TEXT,
} from '../../components/states/status-mark.tsx'
import { type Freshness, freshness, isOutOfReach } from '../../connection/connection-state.ts'
import { useConnection, useEngines, useStatus, useStreams, useTrend, useVpn } from '../../fleet/live-store.ts'
import type { Vpn } from '../../fleet/model.ts'
import { ageUnit } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { everySecond, serverNow } from '../../platform/clock.ts'
import { useLater } from '../../platform/use-later.ts'
import { FIGURE_LINE, Figure } from './figure.tsx'
import { FleetLine } from './fleet-line.tsx'

const NOT_YET = '–'

function EnginesFigure() {
  const { t, f } = useI18n()
  const engines = useEngines()
  const target = useStatus()?.capacity.wanted
  const external = engines?.filter((engine) => engine.external).length ?? 0
  const wanted = target === undefined ? t.figures.noTarget : t.figures.target(target)
  return (
    <Figure
      name={t.figures.engines}
      href="#/engines"
      value={engines === null ? NOT_YET : f.number(engines.length)}
      note={external > 0 ? `${wanted} · ${t.figures.external(external)}` : wanted}
      line={
        <FleetLine
          metric="engines"
          names={['healthy', 'unhealthy', 'unknown']}
          ofPoint={({ engines: count }) => count}
          className={cx(FIGURE_LINE, 'text-accent')}
        />
      }
    />
  )
}

function StreamsFigure() {
  const { t, f } = useI18n()
  const streams = useStreams()
  const active = streams?.filter((stream) => stream.status === 'started') ?? []
  const stalled = active.filter((stream) => stream.phase === 'stalled').length
  const playing = active.filter((stream) => stream.phase === 'active').length
  const viewers = active.reduce((sum, stream) => sum + (stream.viewers ?? 0), 0)
  const note =
    active.length === 0
      ? t.figures.noStreams
      : stalled > 0
        ? t.figures.stalled(stalled)
        : playing < active.length
          ? t.figures.playing(playing)
          : viewers > 0
            ? t.figures.viewers(viewers)
            : t.figures.allActive
  return (
    <Figure
      name={t.figures.activeStreams}
      href="#/streams"
      value={streams === null ? NOT_YET : f.number(active.length)}
      note={note}
      line={
        <FleetLine
          metric="streams"
          names={['active']}
          ofPoint={({ streams: count }) => count}
          className={cx(FIGURE_LINE, 'text-accent')}
        />
      }
    />
  )
}

/** Leads to the engines with the one that missed most checks on top. */
function HealthyFigure() {
  const { t, f } = useI18n()
  const engines = useEngines()
  const healthy = engines?.filter((engine) => engine.health_status === 'healthy').length ?? 0
  const unhealthy = engines?.filter((engine) => engine.health_status === 'unhealthy').length ?? 0
  const unknown = (engines?.length ?? 0) - healthy - unhealthy
  const { icon: Icon, tone } = unhealthy > 0 ? BAD_LOOK : healthy > 0 && unknown === 0 ? GOOD_LOOK : IDLE_LOOK
  return (
    <Figure
      name={t.figures.healthyEngines}
      href={unhealthy > 0 ? '#/engines?health=unhealthy&sort=failures' : '#/engines?sort=failures'}
      value={engines === null ? NOT_YET : t.words.of(f.number(healthy), f.number(engines.length))}
      note={
        <span className={cx('inline-flex items-center gap-1.5', TONE_TEXT[tone])}>
          <Icon size={13} aria-hidden />
          {unhealthy > 0
            ? t.title.unhealthy(unhealthy)
            : unknown > 0
              ? t.figures.unknown(unknown)
              : healthy > 0
                ? t.figures.allHealthy
                : t.figures.noEngines}
        </span>
      }
      line={
        <FleetLine
          metric="engines"
          names={['healthy']}
          ofPoint={(point) => point.healthy}
          className={cx(FIGURE_LINE, TONE_TEXT[tone])}
        />
      }
    />
  )
}

const vpnLook = (vpn: Vpn | null): StatusLook =>
  vpn === null || (vpn.enabled && vpn.connected === null)
    ? IDLE_LOOK
    : !vpn.enabled
      ? OFF_LOOK
      : vpn.connected
        ? GOOD_LOOK
        : BAD_LOOK

function VpnFigure() {
  const { t } = useI18n()
  const vpn = useVpn()
  const trend = useTrend()
  const { icon: Icon, tone } = vpnLook(vpn)
  const { older } = useConnection()
  const word =
    vpn === null || (vpn.enabled && vpn.connected === null)
      ? NOT_YET
      : !vpn.enabled
        ? t.figures.disabled
        : vpn.connected
          ? t.figures.connected
          : t.figures.disconnected
  const note =
    vpn === null
      ? older
        ? t.words.unknown
        : t.words.loading
      : !vpn.enabled
        ? t.vpn.state.not_configured
        : vpn.connected !== true
          ? t.vpn.state[vpn.state]
          : vpn.forwarded_port === null
            ? t.figures.noPort
            : t.figures.port(vpn.forwarded_port)
  const checks = vpn?.recent_checks.map((check) => (check.reason === null ? 1 : 0)) ?? []
  const line = checks.length > 1 ? checks : trend.map((point) => point.vpn)
  return (
    <Figure
      name={t.figures.vpnStatus}
      href="#/vpn"
      value={
        <span className={cx('inline-flex max-w-full items-center gap-1.5 text-base', TONE_TEXT[tone])}>
          <Icon size={16} aria-hidden className="shrink-0" />
          <span className="truncate">{word}</span>
        </span>
      }
      note={note}
      line={<Sparkline values={line} className={cx(FIGURE_LINE, TONE_TEXT[tone])} />}
    />
  )
}

const FRESH_TEXT: Record<Freshness, string> = { fresh: 'text-ink', aging: 'text-warn', old: 'text-bad' }

function UpdateFigure() {
  const { t, f } = useI18n()
  const connection = useConnection()
  const trend = useTrend()
  const { updatedMs } = connection
  // A browser's first time of day costs it its tables of calendars.
  const drawn = useLater(true, false)
  const words = useSyncExternalStore(everySecond, () => {
    if (updatedMs === null) return NOT_YET
    const { value, unit } = ageUnit(serverNow() - updatedMs)
    return t.ago[unit](value)
  })
  const fresh = useSyncExternalStore(everySecond, () => freshness(connection, serverNow()))
  return (
    <Figure
      name={t.figures.lastUpdate}
      href="#/activity"
      value={<span className={FRESH_TEXT[fresh]}>{words}</span>}
      note={
        updatedMs === null ? (
          t.words.loading
        ) : (
          <>
            {drawn && `${f.clock(updatedMs)} · `}
            {t.figures.freshness[fresh]}
          </>
        )
      }
      line={
        <Sparkline
          values={trend.map((point) => point.pauseS)}
          className={cx(FIGURE_LINE, fresh === 'fresh' ? 'text-idle' : FRESH_TEXT[fresh])}
        />
      }
    />
  )
}

/** The five key figures. When nothing answers, only the one that says so stays lit. */
export function KeyFigures() {
  const { t } = useI18n()
  const { phase } = useConnection()
  return (
    <section
      aria-label={t.figures.label}
      className={cx(
        'card mb-4 grid grid-cols-6 overflow-hidden *:col-span-2 [&>*:nth-child(n+4)]:col-span-3 max-lg:[&>*:nth-child(n+4)]:border-t [&>*:not(:first-child)]:border-l max-lg:[&>*:nth-child(4)]:border-l-0 lg:grid-cols-5 lg:*:col-span-1!',
        isOutOfReach(phase) && '*:not-last:dimmed',
      )}
    >
      <EnginesFigure />
      <StreamsFigure />
      <HealthyFigure />
      <VpnFigure />
      <UpdateFigure />
    </section>
  )
}
