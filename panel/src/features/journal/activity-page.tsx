// features/journal/: the event journal, as a page and in short.

import { Activity, ArrowUp } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useAction } from '../../components/actions/use-action.ts'
import { Button } from '../../components/button.tsx'
import { Segmented } from '../../components/fields.tsx'
import { moveByArrows } from '../../components/lists/arrow-keys.ts'
import { PageHead } from '../../components/section-card.tsx'
import { EmptyState, ErrorState, FaultLine, Skeleton } from '../../components/states/states.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { isOutOfReach } from '../../connection/connection-state.ts'
import { useConnection, useJournal } from '../../fleet/live-store.ts'
import type { Entry } from '../../fleet/model.ts'
import { timeOf } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { replaceParams, useRoute } from '../../routing/use-route.ts'
import { fetchOlder, PAGE } from './api.ts'
import { EntryRow } from './entry-row.tsx'
import { foldEntries } from './fold.ts'
import { isSearch, type JournalFilter, matches, queryOf, readJournalFilter } from './journal-filter.ts'
import { JournalFilters } from './journal-filters.tsx'
import { byDay, joinEntries, NOTHING_SEEN, type Seen, seeMore, TYPES } from './timeline.ts'

/** Entries older than the newest, fetched on demand. */
function useOlder(filter: JournalFilter) {
  const [pages, setPages] = useState<readonly Entry[]>([])
  const [ended, setEnded] = useState(false)
  const load = useAction(async (before: number) => {
    const more = await fetchOlder(before, filter)
    setPages((known) => joinEntries(known, more))
    setEnded(more.length < PAGE)
  })
  return { pages, ended, load }
}

/** What is being typed is asked for when it rests. */
const SEARCH_AFTER_MS = 250

/** A search is asked of the server by itself: the newest entries need not hold what is looked for. */
function useSearch(filter: JournalFilter, load: (before: number) => Promise<void>): void {
  const searches = isSearch(filter)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each filter, which is this component's key
  useEffect(() => {
    if (!searches) return
    const timer = setTimeout(() => void load(Number.MAX_SAFE_INTEGER), SEARCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [searches])
}

function useSeen(recent: readonly Entry[] | null): Seen {
  const [seen, setSeen] = useState(NOTHING_SEEN)
  if (recent === seen.recent || (recent === null && seen === NOTHING_SEEN)) return seen
  // Without any journal there is another server, whose entries are others.
  const next = recent === null ? NOTHING_SEEN : seeMore(seen, recent)
  setSeen(next)
  return next
}

/** While scrolled down, the list does not move: new entries wait until the reader goes to the top. */
function useHeld(entries: readonly Entry[]) {
  const [newestShown, setNewestShown] = useState<number | null>(null)
  useEffect(() => {
    const onScroll = () =>
      setNewestShown((held) => (window.scrollY < 80 ? null : (held ?? entries[0]?.id ?? null)))
    window.addEventListener('scroll', onScroll, { passive: true })
    return () => window.removeEventListener('scroll', onScroll)
  }, [entries])
  const waiting = newestShown === null ? 0 : entries.filter(({ id }) => id > newestShown).length
  return {
    shown: waiting === 0 ? entries : entries.slice(waiting),
    waiting,
    release: () => setNewestShown(null),
  }
}

function Timeline({ entries }: { entries: readonly Entry[] }) {
  const { f } = useI18n()
  const days = useMemo(() => byDay(foldEntries(entries)), [entries])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the entries inside
    <div onKeyDown={moveByArrows}>
      {days.map(({ day, rows }) => {
        const name = f.day(timeOf(rows[0]?.entry.timestamp ?? null) ?? 0)
        return (
          <section key={day} aria-label={name}>
            <h2 className="sticky top-(--header-height) z-10 border-b border-line bg-surface px-4 py-2 text-xs [section:first-child>&]:rounded-t-[0.875rem] font-semibold text-muted">
              {name}
            </h2>
            <ol>
              {rows.map((row) => (
                <EntryRow key={row.entry.id} row={row} />
              ))}
            </ol>
          </section>
        )
      })}
    </div>
  )
}

function Journal({ recent, filter }: { recent: readonly Entry[]; filter: JournalFilter }) {
  const { t, messageOf } = useI18n()
  const words = t.activity
  const older = useOlder(filter)
  useSearch(filter, older.load.run)
  const entries = useMemo(
    () => joinEntries(recent, older.pages).filter((entry) => matches(entry, filter, messageOf(entry))),
    [recent, older.pages, filter, messageOf],
  )
  const { shown, waiting, release } = useHeld(entries)
  const last = entries.at(-1)
  const toTop = () => {
    release()
    window.scrollTo({ top: 0 })
  }
  return (
    <div className="card">
      {waiting > 0 && (
        <div className="sticky top-[calc(var(--header-height)+2.5rem)] z-20 flex justify-center">
          <Button look="primary" icon={ArrowUp} onClick={toTop} className="mt-2 rounded-full shadow-float">
            {words.waiting(waiting)}
          </Button>
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState
          icon={Activity}
          title={isSearch(filter) ? words.noneFound : filter.type === 'all' ? words.empty : words.noMatch}
          hint={words.emptyHint}
        />
      ) : (
        <Timeline entries={shown} />
      )}
      <div className="flex flex-col items-center gap-2 p-4">
        {older.load.fault && <FaultLine what={words.older} fault={older.load.fault} />}
        {older.ended ? (
          <p className="text-xs text-muted">{words.end}</p>
        ) : (
          <Button
            busy={older.load.pending}
            onClick={() => void older.load.run(last?.id ?? Number.MAX_SAFE_INTEGER)}
          >
            {words.older}
          </Button>
        )}
      </div>
    </div>
  )
}

/** The journal as a timeline. */
export default function ActivityPage() {
  const { t } = useI18n()
  const entries = useJournal()
  const { entries: seen, run } = useSeen(entries)
  const { fault, older, phase } = useConnection()
  const { params } = useRoute()
  const filter = useMemo(() => readJournalFilter(params), [params])
  const words = t.activity
  return (
    <>
      <PageHead title={words.title} count={entries && !isOutOfReach(phase) ? words.following : undefined}>
        <Segmented
          label={words.filter}
          value={filter.type}
          choices={TYPES.map((value) => ({
            value,
            label: value === 'all' ? t.words.all : words.type[value],
          }))}
          onChange={(next) => replaceParams({ type: next === 'all' ? null : next })}
          className="max-sm:flex-wrap"
        />
      </PageHead>
      {entries && <JournalFilters filter={filter} />}
      {entries && <Journal key={`${queryOf(filter)} ${run}`} recent={seen} filter={filter} />}
      {!entries && (
        <div className="card">
          {older ? (
            <EmptyState icon={Activity} title={words.unavailable} hint={words.unavailableHint} />
          ) : fault ? (
            <ErrorState title={words.failedLoad} fault={fault} onRetry={refreshNow} />
          ) : (
            <Skeleton className="m-4 h-64" />
          )}
        </div>
      )}
    </>
  )
}
