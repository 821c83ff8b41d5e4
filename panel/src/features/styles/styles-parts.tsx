import { Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { setNote } from '../../components/actions/action-notes.ts'
import { Button } from '../../components/button.tsx'
import { ChartBox } from '../../components/charts/chart.tsx'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { type DialogRequest, openDialog } from '../../components/dialogs/open-dialog.ts'
import { EntryLine } from '../../components/lists/entry-line.tsx'
import { MenuButton } from '../../components/menus/menu-button.tsx'
import { SectionCard } from '../../components/section-card.tsx'
import { INITIAL_CONNECTION } from '../../connection/connection-state.ts'
import type { Fault } from '../../connection/http/fault.ts'
import { EMPTY_WORLD, type World } from '../../fleet/model.ts'
import { overallState } from '../../fleet/overall/overall.ts'
import { EngineTable } from '../engines/list/engine-table.tsx'
import { Banner } from '../overview/banner/state-banner.tsx'
import { FIGURE_LINE, Figure } from '../overview/figure.tsx'
import { EndedTable } from '../streams/list/ended-table.tsx'
import { StreamTable } from '../streams/list/stream-table.tsx'
import { SAMPLE_ENGINES, SAMPLE_ENTRIES, SAMPLE_STREAMS } from './styles-samples.ts'

const LIVE = { ...INITIAL_CONNECTION, phase: 'live' } as const
const FAULT: Fault = {
  kind: 'network',
  status: null,
  code: null,
  detail: null,
  reason: null,
  retryInSeconds: null,
}

const healthy = SAMPLE_ENGINES.filter(({ health_status }) => health_status === 'healthy')
const WORLDS: Record<string, Partial<World>> = {
  loading: {},
  empty: { engines: [], streams: [] },
  fine: { engines: healthy, streams: [] },
  faulty: { engines: SAMPLE_ENGINES, streams: SAMPLE_STREAMS },
}

export function SampleBanners() {
  return (
    <>
      {Object.entries(WORLDS).map(([name, world]) => (
        <Banner
          key={name}
          overall={overallState({ ...EMPTY_WORLD, ...world })}
          connection={LIVE}
          compact={false}
        />
      ))}
      <Banner
        overall={overallState({ ...EMPTY_WORLD, engines: healthy })}
        connection={{ ...LIVE, phase: 'offline', fault: FAULT }}
        compact={false}
      />
      <Banner overall={overallState({ ...EMPTY_WORLD, engines: SAMPLE_ENGINES })} connection={LIVE} compact />
    </>
  )
}

const LINE = [2, 3, 3, 4, null, null, 4, 5, 5, 6]

const lineIn = (values: readonly (number | null)[], color: string) => (
  <Sparkline values={values} className={`${FIGURE_LINE} ${color}`} />
)

export function SampleFigures() {
  return (
    <div className="card grid grid-cols-2 overflow-hidden lg:grid-cols-5">
      <Figure name="Plain" value="6" note="a note" href="#/styles" line={lineIn(LINE, 'text-accent')} />
      <Figure name="Good" value="6 of 6" note="a note" href="#/styles" line={lineIn(LINE, 'text-good')} />
      <Figure name="Bad" value="4 of 6" note="a note" href="#/styles" line={lineIn(LINE, 'text-bad')} />
      <Figure name="Zeros" value="0" note="a note" href="#/styles" line={lineIn([0, 0, 0], 'text-accent')} />
      <Figure name="Not known" value="–" note="a note" href="#/styles" line={lineIn([], 'text-accent')} />
    </div>
  )
}

export function SampleTables() {
  return (
    <div className="flex flex-col gap-4">
      <EngineTable engines={SAMPLE_ENGINES} />
      <div className="card">
        <StreamTable streams={SAMPLE_STREAMS} selection={new Set(['sample-3'])} onSelect={() => undefined} />
      </div>
      <div className="card">
        <EndedTable streams={SAMPLE_STREAMS.filter(({ status }) => status === 'ended')} />
      </div>
    </div>
  )
}

const MINUTE_MS = 60_000
const END_MS = Date.now()
const wave = (top: number, gap = false) =>
  Array.from({ length: 60 }, (_, minute) => ({
    x: END_MS - (60 - minute) * MINUTE_MS,
    y: gap && minute > 30 && minute < 36 ? null : top * (0.7 + 0.3 * Math.sin(minute / 5)),
  }))
const RANGE = { fromMs: END_MS - 60 * MINUTE_MS, toMs: END_MS, empty: 'Nothing was recorded' }
const SPEED = { title: 'MB/s', format: (value: number) => value.toFixed(2) }
const COUNT = { title: 'peers', format: (value: number) => value.toFixed(0) }

export function SampleCharts() {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <SectionCard title="Two axes, with a gap" className="*:last:p-4">
        <ChartBox
          {...RANGE}
          label="Two axes"
          left={SPEED}
          right={COUNT}
          series={[
            { name: 'Download', color: '--series-down', axis: 'left', points: wave(1.2, true) },
            { name: 'Upload', color: '--series-up', axis: 'left', points: wave(0.4, true) },
            { name: 'Peers', color: '--series-peers', axis: 'right', points: wave(40, true) },
          ]}
        />
      </SectionCard>
      <SectionCard title="Empty" className="*:last:p-4">
        <ChartBox {...RANGE} label="Empty" left={SPEED} series={[]} />
      </SectionCard>
    </div>
  )
}

export function SampleEntries() {
  return (
    <ul className="card flex flex-col gap-3 p-4">
      {SAMPLE_ENTRIES.map((entry) => (
        <li key={entry.id} className="flex gap-3">
          <EntryLine entry={entry} />
        </li>
      ))}
    </ul>
  )
}

const NOTES = {
  'style-working': { state: 'working' },
  'style-done': { state: 'done', text: 'It was done' },
  'style-failed': { state: 'failed', what: 'Doing it', fault: FAULT },
} as const

export function SampleNotes() {
  useEffect(() => {
    for (const [target, note] of Object.entries(NOTES)) setNote(target, note)
  }, [])
  return (
    <div className="flex max-w-md flex-col gap-2">
      {Object.keys(NOTES).map((target) => (
        <ActionNoteLine key={target} target={target} />
      ))}
    </div>
  )
}

const DIALOGS: readonly DialogRequest[] = [
  { kind: 'delete-engine', id: 'sample-0' },
  { kind: 'restart-engine', id: 'sample-0' },
  { kind: 'stop-streams', ids: ['sample-3'] },
  { kind: 'scale' },
  { kind: 'add-external' },
  { kind: 'restart-vpn', container: 'gluetun' },
  { kind: 'release-vpn', container: 'gluetun' },
  { kind: 'settings' },
  { kind: 'palette' },
  { kind: 'shortcuts' },
  { kind: 'replace-key', server: 'http://localhost:8000', apiKey: 'another' },
]

export function SampleDialogs() {
  const nothing = () => undefined
  return (
    <div className="flex flex-wrap items-center gap-2">
      {DIALOGS.map((request) => (
        <Button key={request.kind} onClick={() => openDialog(request)}>
          {request.kind}
        </Button>
      ))}
      <MenuButton
        label="A menu"
        items={() => [
          { label: 'Plain', icon: Trash2, onSelect: nothing },
          { label: 'Not now', icon: Trash2, onSelect: nothing, disabled: true },
          { label: 'Dangerous', icon: Trash2, onSelect: nothing, danger: true },
        ]}
      />
    </div>
  )
}
