// features/styles/: every component in every state, for developers only.

import { MonitorPlay, Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Ago } from '../../components/ago.tsx'
import { Button, IconButton } from '../../components/button.tsx'
import { CheckBar } from '../../components/charts/check-bar.tsx'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { Fact, Facts, Identifier } from '../../components/facts.tsx'
import { Checkbox, FilterField, Segmented, Select, TextField } from '../../components/fields.tsx'
import { EmptyState, ErrorState, FaultLine, Skeleton } from '../../components/states/states.tsx'
import { EngineMark, StreamMark } from '../../components/states/status-mark.tsx'
import { TabLinks } from '../../components/tab-links.tsx'
import type { Fault } from '../../connection/http/fault.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { EngineGrid } from '../engines/list/engine-grid.tsx'
import { FleetMap } from '../engines/list/fleet-map.tsx'
import {
  SampleBanners,
  SampleCharts,
  SampleDialogs,
  SampleEntries,
  SampleFigures,
  SampleNotes,
  SampleTables,
} from './styles-parts.tsx'
import { SAMPLE_ENGINES, SAMPLE_STREAMS } from './styles-samples.ts'

// Only developers see this page, so that its own headings are not in the catalogues.
const TOKENS = [
  'canvas surface raised sunken hover line line-strong',
  'ink muted faint',
  'accent accent-fill accent-soft',
  'good good-soft bad bad-soft bad-fill warn warn-soft idle idle-soft',
  'series-down series-up series-peers',
].map((group) => group.split(' '))

const FAULT: Fault = {
  kind: 'network',
  status: null,
  code: null,
  detail: null,
  reason: null,
  retryInSeconds: null,
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="mb-8">
      <h2 className="mb-3 text-base font-semibold">{name}</h2>
      {children}
    </section>
  )
}

function Tokens() {
  return TOKENS.map((group) => (
    <div key={group.join()} className="mb-3 flex flex-wrap gap-2">
      {group.map((token) => (
        <div key={token} className="w-28">
          <div className="h-10 rounded-lg border border-line" style={{ background: `var(--${token})` }} />
          <code className="text-xs text-muted">{token}</code>
        </div>
      ))}
    </div>
  ))
}

function Buttons() {
  const looks = ['plain', 'primary', 'danger', 'ghost'] as const
  return (
    <div className="flex flex-wrap items-center gap-2">
      {looks.map((look) => (
        <span key={look} className="inline-flex gap-2">
          <Button look={look} icon={Play}>
            {look}
          </Button>
          <Button look={look} disabled>
            disabled
          </Button>
          <Button look={look} icon={Play} busy>
            busy
          </Button>
        </span>
      ))}
      <IconButton icon={Play} label="icon" />
    </div>
  )
}

function Inputs() {
  const [text, setText] = useState('')
  const [choice, setChoice] = useState<'one' | 'two'>('one')
  const [on, setOn] = useState(true)
  const choices = [
    { value: 'one', label: 'One' },
    { value: 'two', label: 'Two' },
  ] as const
  return (
    <div className="grid max-w-2xl gap-4 sm:grid-cols-2">
      <FilterField label="Filter" value={text} onChange={setText} />
      <Select label="Select" value={choice} choices={choices} onChange={setChoice} />
      <TextField label="Text" hint="A hint" value={text} onChange={(event) => setText(event.target.value)} />
      <TextField label="Text" fault="What is wrong with it" value="wrong" readOnly />
      <Segmented label="Choice" value={choice} choices={choices} onChange={setChoice} />
      <div className="flex items-center gap-4">
        <Checkbox aria-label="On" checked={on} onChange={setOn} />
        <Checkbox aria-label="Off" checked={!on} onChange={(off) => setOn(!off)} />
        <Checkbox aria-label="Disabled" checked disabled onChange={setOn} />
      </div>
    </div>
  )
}

/** Every token, and every component in every state. */
export default function StylesPage() {
  const { t } = useI18n()
  return (
    <>
      <h1 className="mb-6 text-xl font-semibold">{t.nav.overview}: tokens and components</h1>
      <Part name="Tokens">
        <Tokens />
      </Part>
      <Part name="Buttons">
        <Buttons />
      </Part>
      <Part name="Fields">
        <Inputs />
      </Part>
      <Part name="Marks">
        <div className="flex flex-wrap gap-2">
          {SAMPLE_ENGINES.map((engine) => (
            <EngineMark key={engine.container_id} engine={engine} />
          ))}
          {SAMPLE_STREAMS.map((stream) => (
            <StreamMark key={stream.id} stream={stream} />
          ))}
        </div>
      </Part>
      <Part name="Lines and bars">
        <div className="grid max-w-2xl gap-4">
          <Sparkline
            values={[1, 3, 2, 5, 4, null, null, 3, 6, 4]}
            className="h-8 text-down"
            label="with a gap"
          />
          <CheckBar checks={SAMPLE_ENGINES[0]?.recent_checks ?? []} />
          <CheckBar checks={[]} />
        </div>
      </Part>
      <Part name="Banners">
        <SampleBanners />
      </Part>
      <Part name="Key figures">
        <SampleFigures />
      </Part>
      <Part name="Engine cards">
        <EngineGrid engines={SAMPLE_ENGINES} />
      </Part>
      <Part name="Tables">
        <SampleTables />
      </Part>
      <Part name="Charts">
        <SampleCharts />
      </Part>
      <Part name="Journal entries">
        <SampleEntries />
      </Part>
      <Part name="Notes of actions">
        <SampleNotes />
      </Part>
      <Part name="In front of the page">
        <SampleDialogs />
      </Part>
      <Part name="Fleet map">
        <FleetMap engines={SAMPLE_ENGINES} />
      </Part>
      <Part name="Facts and tabs">
        <Facts className="max-w-2xl sm:grid-cols-2">
          <Fact name="Ago">
            <Ago at={new Date(Date.now() - 90_000).toISOString()} />
          </Fact>
          <Fact name="Identifier">
            <Identifier text={'0123456789abcdef'.repeat(6)} />
          </Fact>
        </Facts>
        <TabLinks
          label="Tabs"
          className="mt-4"
          tabs={[
            { label: 'One', href: '#/styles', current: true, count: '4' },
            { label: 'Two', href: '#/styles?two=1', current: false },
          ]}
        />
      </Part>
      <Part name="States">
        <div className="grid gap-4 md:grid-cols-3">
          <div className="card">
            <EmptyState icon={MonitorPlay} title={t.stream.empty} hint={t.stream.emptyHint} />
          </div>
          <div className="card">
            <ErrorState title={t.stream.failedLoad} fault={FAULT} onRetry={() => undefined} />
          </div>
          <div className="card flex flex-col gap-3 p-4">
            <Skeleton className="h-8 w-32" />
            <Skeleton className="h-24" />
            <FaultLine what={t.actions.deleteEngine.failed} fault={FAULT} />
          </div>
        </div>
      </Part>
    </>
  )
}
