import {
  CircleArrowDown,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CirclePause,
  CircleSlash,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from 'lucide-react'
import type { Engine, Stream } from '../../fleet/model.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { cx } from '../cx.ts'

export type StatusTone = 'good' | 'bad' | 'warn' | 'idle' | 'accent'

export const TONE_TEXT: Record<StatusTone, string> = {
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  idle: 'text-idle',
  accent: 'text-accent',
}

/** The ground under a tone's own text. */
export const TONE_SOFT: Record<StatusTone, string> = {
  good: 'bg-good-soft',
  bad: 'bg-bad-soft',
  warn: 'bg-warn-soft',
  idle: 'bg-idle-soft',
  accent: 'bg-accent-soft',
}

export interface StatusLook {
  readonly tone: StatusTone
  readonly icon: LucideIcon
}

/** Colour, shape and word together: none of them is the message alone. */
export function StatusMark({ tone, icon: Icon, word, bare }: StatusLook & { word: string; bare?: boolean }) {
  return (
    <span
      className={cx(
        'inline-flex max-w-full min-w-0 items-center gap-1.5 align-middle text-xs font-medium whitespace-nowrap',
        TONE_TEXT[tone],
        !bare && cx('rounded-full py-1 pr-2.5 pl-1.5', TONE_SOFT[tone]),
      )}
    >
      <Icon size={15} aria-hidden className="shrink-0" />
      <span className="truncate">{word}</span>
    </span>
  )
}

type EngineLook = Engine['health_status'] | 'starting' | 'draining' | 'removing' | 'failed'

const ENGINE_LOOKS: Record<EngineLook, StatusLook> = {
  healthy: { tone: 'good', icon: CircleCheck },
  unhealthy: { tone: 'bad', icon: OctagonX },
  unknown: { tone: 'idle', icon: CircleDashed },
  starting: { tone: 'idle', icon: LoaderCircle },
  draining: { tone: 'idle', icon: CircleArrowDown },
  removing: { tone: 'idle', icon: CircleMinus },
  failed: { tone: 'bad', icon: OctagonX },
}

/** What an engine's one mark shows: its lifecycle while that explains more than its health. */
const engineLook = ({ state, health_status: health, external }: Engine): EngineLook =>
  state === 'ready' || state === 'listed'
    ? health
    : state === 'starting' && (external || health === 'unhealthy')
      ? health
      : state

export function EngineMark({ engine, bare }: { engine: Engine; bare?: boolean }) {
  const { t } = useI18n()
  const look = engineLook(engine)
  const words = { ...t.engine.health, ...t.engine.state }
  return <StatusMark {...ENGINE_LOOKS[look]} word={words[look]} bare={bare ?? false} />
}

export const engineTone = (engine: Engine): StatusTone => ENGINE_LOOKS[engineLook(engine)].tone
export const engineIcon = (engine: Engine): LucideIcon => ENGINE_LOOKS[engineLook(engine)].icon

const STREAM_LOOKS: Record<Stream['phase'], StatusLook> = {
  starting: { tone: 'accent', icon: LoaderCircle },
  active: { tone: 'good', icon: CircleCheck },
  stalled: { tone: 'warn', icon: CirclePause },
  unknown: { tone: 'idle', icon: CircleDashed },
  ended: { tone: 'idle', icon: CircleSlash },
}

/** The phase of a stream; while it starts, what is known of it (resolving, peers, prebuffering). */
export function StreamMark({ stream, bare }: { stream: Stream; bare?: boolean }) {
  const { t } = useI18n()
  return <StatusMark {...STREAM_LOOKS[stream.phase]} word={phaseWord(stream, t)} bare={bare ?? false} />
}

function phaseWord(stream: Stream, t: ReturnType<typeof useI18n>['t']): string {
  if (stream.phase !== 'starting') return t.stream.phase[stream.phase]
  if (stream.progress !== null) return t.stream.prebuffering(Math.round(stream.progress))
  if (stream.peers === null) return t.stream.resolving
  return stream.peers === 0 ? t.stream.connectingPeers : t.stream.phase.starting
}

export const WARNING_LOOK: StatusLook = { tone: 'warn', icon: TriangleAlert }
export const GOOD_LOOK: StatusLook = { tone: 'good', icon: CircleCheck }
export const BAD_LOOK: StatusLook = { tone: 'bad', icon: OctagonX }
export const IDLE_LOOK: StatusLook = { tone: 'idle', icon: CircleDashed }
export const OFF_LOOK: StatusLook = { tone: 'idle', icon: CircleSlash }
export const BUSY_LOOK: StatusLook = { tone: 'idle', icon: LoaderCircle }
