import { Suspense } from 'react'
import { PageHead } from '../../../components/section-card.tsx'
import { ErrorBoundary } from '../../../components/states/error-boundary.tsx'
import { Skeleton } from '../../../components/states/states.tsx'
import { TabLinks } from '../../../components/tab-links.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useRoute } from '../../../routing/use-route.ts'
import { SETTINGS_SECTIONS } from './sections.ts'

/** What the orchestrator goes by and what can be done to it as a whole: one tab and one address per section. */
export default function SettingsPage() {
  const { t } = useI18n()
  const { id } = useRoute()
  const current = SETTINGS_SECTIONS.find(({ name }) => name === id) ?? SETTINGS_SECTIONS[0]
  const tabs = SETTINGS_SECTIONS.map(({ name }) => ({
    label: t.settings.sections[name],
    href: `#/settings/${name}`,
    current: name === current?.name,
  }))
  return (
    <>
      <PageHead title={t.settings.ofOrchestrator} />
      {tabs.length > 1 && <TabLinks label={t.settings.ofOrchestrator} tabs={tabs} className="mb-4" />}
      {current && (
        <ErrorBoundary resetKey={current.name}>
          <Suspense key={current.name} fallback={<Skeleton className="h-64 rounded-[0.875rem]" />}>
            <current.Body />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  )
}
