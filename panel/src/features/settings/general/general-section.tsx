// features/settings/general/: the settings that can change while the orchestrator runs.

import type { SettingsView, SettingView } from '@acestream-orchestrator/contract/settings'
import { useState } from 'react'
import { FilterField } from '../../../components/fields.tsx'
import { SectionCard } from '../../../components/section-card.tsx'
import { ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { valueShown } from './check.ts'
import { ImageCard } from './image-card.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingField, SourceBadge } from './setting-field.tsx'
import { type Draft, useDraft, useSettingsView } from './use-draft.ts'
import { useWords } from './words/use-words.ts'
import type { GeneralWords } from './words/words.ts'

const ONLY_ENVIRONMENT = ['setting_environment_only', 'setting_may_be_secret']

const isOfEnvironment = ({ fixed_data }: SettingView): boolean =>
  fixed_data !== null && ONLY_ENVIRONMENT.includes(fixed_data.code)

const matches = (query: string, words: GeneralWords) => (setting: SettingView) =>
  [setting.name, words.labels[setting.name] ?? '', words.docs[setting.name] ?? setting.doc]
    .join(' ')
    .toLowerCase()
    .includes(query.trim().toLowerCase())

/** A long list that few need: folded, but for what a search finds in it. */
function EnvironmentOnly({ settings, isOpen }: { settings: readonly SettingView[]; isOpen: boolean }) {
  const words = useWords()
  if (settings.length === 0) return null
  return (
    <details open={isOpen} className="card mt-4">
      <summary className="flex min-h-12 cursor-pointer items-center gap-2 px-4 text-[0.9375rem] font-semibold">
        <h2>{words.environmentOnly}</h2>
        <span className="text-xs font-normal text-muted">{settings.length}</span>
      </summary>
      <p className="px-4 pb-2 text-xs text-muted">{words.environmentOnlyHint}</p>
      <dl className="foreign px-4 pb-3 text-xs">
        {settings.map((setting) => (
          <div
            key={setting.name}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 border-t border-line py-2 sm:grid-cols-[16rem_minmax(0,1fr)_auto]"
          >
            <dt className="min-w-0 font-medium break-all">{setting.name}</dt>
            <dd className="min-w-0 break-all text-muted max-sm:order-3 max-sm:col-span-2">
              {valueShown(setting, words)}
            </dd>
            <dd>
              <SourceBadge source={setting.source} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** By the setting's name: what the page sees for itself, else what the server says. */
function useFaults(draft: Draft): ReadonlyMap<string, string> {
  const { say } = useI18n()
  return new Map([
    ...(draft.preview.data?.faults ?? []).map(
      ({ name, message, reason_data }) =>
        [name, say({ reason: message, ...{ reason_data } }, 'reason') ?? message] as const,
    ),
    ...draft.own,
  ])
}

function Editor({ view }: { view: SettingsView }) {
  const words = useWords()
  const { say } = useI18n()
  const [query, setQuery] = useState('')
  const draft = useDraft(view)
  const found = view.settings.filter(matches(query, words))
  const sections = [
    ...Map.groupBy(
      found.filter((each) => !isOfEnvironment(each)),
      ({ section }) => section,
    ),
  ]
  const faults = useFaults(draft)
  return (
    <div className="max-w-4xl">
      {view.fault !== null && (
        <p role="alert" className="foreign mb-4 rounded-lg bg-warn-soft px-3 py-2 text-xs text-warn">
          {say(view, 'fault')}
        </p>
      )}
      <FilterField label={words.search} value={query} onChange={setQuery} className="mb-4 w-full sm:w-72" />
      {found.length === 0 && <p className="text-muted">{words.none}</p>}
      <div className="flex flex-col gap-4">
        {query === '' && <ImageCard />}
        {sections.map(([title, settings]) => (
          <SectionCard key={title} title={words.sections[title] ?? title}>
            {settings.map((setting) => (
              <SettingField
                key={setting.name}
                setting={setting}
                draft={draft.drafts[setting.name]}
                fault={faults.get(setting.name) ?? null}
                onChange={(text) => draft.change(setting.name, text)}
              />
            ))}
          </SectionCard>
        ))}
      </div>
      <EnvironmentOnly
        key={String(query !== '')}
        settings={found.filter(isOfEnvironment)}
        isOpen={query !== ''}
      />
      <SaveBar draft={draft} hasFaults={faults.size > 0} />
    </div>
  )
}

export default function GeneralSection() {
  const words = useWords()
  const { data, error, refetch } = useSettingsView()
  if (data) return <Editor view={data} />
  if (error)
    return (
      <div className="card">
        <ErrorState title={words.failed} fault={faultOf(error)} onRetry={() => void refetch()} />
      </div>
    )
  return <Skeleton className="h-64 rounded-[0.875rem]" />
}
