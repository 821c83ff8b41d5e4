import { useEffect, useRef } from 'react'
import { useConnection, useIncidents } from '../../../fleet/live-store.ts'
import type { Incident } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useRoute } from '../../../routing/use-route.ts'

/** The incident that the address names, as a click on a notification does: `#/?incident=<id>`. */
const useLinkedId = (): string | null => useRoute().params['incident'] ?? null

/** For the row of an incident: marked and in view where the address names it. */
export function useLinked({ id }: Incident) {
  const isLinked = useLinkedId() === id
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isLinked) ref.current?.scrollIntoView({ block: 'center' })
  }, [isLinked])
  return {
    ref,
    'aria-current': isLinked || undefined,
    className: isLinked ? '-mx-2 rounded-lg bg-accent-soft px-2' : 'last:pb-0',
  }
}

/** What the address names may be over and gone from the list by the time that somebody clicks. */
export function LinkedIncidentOver({ shown }: { shown: readonly Incident[] }) {
  const { t } = useI18n()
  const { phase } = useConnection()
  const known = useIncidents()
  const id = useLinkedId()
  if (id === null || known === null || phase !== 'live' || shown.some((each) => each.id === id)) return null
  return (
    <p className="mt-1 text-[0.8125rem] text-muted">
      {t.incidents.linkedOver}{' '}
      <a href="#/activity" className="font-medium text-accent hover:underline">
        {t.nav.activity}
      </a>
    </p>
  )
}
