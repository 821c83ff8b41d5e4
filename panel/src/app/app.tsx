import { type ComponentType, type ReactNode, Suspense, useEffect } from 'react'
import { cx } from '../components/cx.ts'
import { ConnectionHint } from '../components/states/connection-status.tsx'
import { ErrorBoundary } from '../components/states/error-boundary.tsx'
import { Skeleton } from '../components/states/states.tsx'
import { isOutOfReach } from '../connection/connection-state.ts'
import { EnginesSummary } from '../features/engines/engines-summary.tsx'
import { ActivitySummary } from '../features/journal/activity-summary.tsx'
import { StateBanner } from '../features/overview/banner/state-banner.tsx'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { StreamsSummary } from '../features/streams/streams-summary.tsx'
import { VpnSummary } from '../features/vpn/vpn-summary.tsx'
import { useConnection } from '../fleet/live-store.ts'
import { useOverall } from '../fleet/overall/use-overall.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { fetchParts, part } from '../platform/part.ts'
import { useLater } from '../platform/use-later.ts'
import type { Section } from '../routing/route.ts'
import { useRoute } from '../routing/use-route.ts'
import { Announcer } from './announcer.tsx'
import { watchForNotifications } from './notifications.ts'
import { Header } from './shell/header.tsx'
import { Hosts } from './shell/hosts.tsx'
import { JobsStrip } from './shell/jobs-strip.tsx'
import { Nav } from './shell/nav.tsx'
import { showInTitle } from './title.ts'

function Overview() {
  // State, figures, streams and engines first; the rest is drawn once they can be seen.
  const rest = useLater(true, false)
  return (
    <OverviewPage
      streams={<StreamsSummary />}
      engines={<EnginesSummary />}
      side={
        rest && (
          <>
            <VpnSummary />
            <ActivitySummary />
          </>
        )
      }
    />
  )
}

const PAGES: Record<Section, ComponentType> = {
  overview: Overview,
  engines: part(() => import('../features/engines/engines-page.tsx')),
  streams: part(() => import('../features/streams/streams-page.tsx')),
  vpn: part(() => import('../features/vpn/vpn-page.tsx')),
  activity: part(() => import('../features/journal/activity-page.tsx')),
  settings: part(() => import('../features/settings/page/settings-page.tsx')),
  styles: import.meta.env.DEV ? part(() => import('../features/styles/styles-page.tsx')) : Overview,
}

const IDLE_MS = 60_000

/** Long after the first page is there, whatever else may be opened is fetched too. */
function usePartsAtHand(): void {
  useEffect(() => {
    const timer = setTimeout(() => void fetchParts(), IDLE_MS)
    return () => clearTimeout(timer)
  }, [])
}

/** Title, icon and notifications follow the state. */
function useOutside(): void {
  const overall = useOverall()
  const { phase } = useConnection()
  const { t } = useI18n()
  const route = useRoute()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title's language is the catalogue's, and it names the page
  useEffect(() => {
    showInTitle(overall, phase)
    watchForNotifications(overall)
  }, [overall, phase, t, route])
}

function PageLoading() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-64 rounded-[0.875rem]" />
    </div>
  )
}

function Frame({ section, children }: { section: Section; children: ReactNode }) {
  const { t } = useI18n()
  return (
    <>
      <button
        type="button"
        onClick={() => document.querySelector<HTMLElement>('#main')?.focus()}
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-accent-fill focus:px-3 focus:py-2 focus:text-accent-ink"
      >
        {t.nav.skip}
      </button>
      <Header section={section} />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto max-w-[110rem] px-3 pt-4 pb-24 outline-none sm:px-6 sm:pt-5 lg:pb-10 3xl:max-w-[140rem]"
      >
        {children}
      </main>
      <Nav section={section} place="bottom" />
    </>
  )
}

export function App() {
  useOutside()
  usePartsAtHand()
  const { section } = useRoute()
  const { phase } = useConnection()
  const Page = PAGES[section]
  return (
    <Hosts>
      <Frame section={section}>
        <JobsStrip />
        <ConnectionHint />
        {section !== 'overview' && <StateBanner compact />}
        <ErrorBoundary resetKey={section}>
          {/* One each: a section that is still on its way must not hold up the next. */}
          <Suspense key={section} fallback={<PageLoading />}>
            <div className={cx(section !== 'overview' && isOutOfReach(phase) && 'dimmed')}>
              <Page />
            </div>
          </Suspense>
        </ErrorBoundary>
      </Frame>
      <Announcer />
    </Hosts>
  )
}
