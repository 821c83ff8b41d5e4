// parts/: what the application is made of, each part over those before it. No part waits for the runtime.
import { type Archivist, createArchivist } from '../../engines/archive/archivist.ts'
import { engineEvents } from '../../engines/events.ts'
import { createRegistry, type Registry } from '../../engines/registry.ts'
import type { Incidents } from '../../incidents/watch.ts'
import { createJournal, type Journal } from '../../journal/journal.ts'
import { logEntries } from '../../journal/log-entries.ts'
import { derived } from '../../lib/live.ts'
import { createVacancy, type Vacancy } from '../../playback/vacancy.ts'
import { createJobs, type Jobs } from '../../provisioning/jobs.ts'
import type { EngineDirectory } from '../../streams/ports.ts'
import { createTracker, type Tracker } from '../../streams/tracker.ts'
import { messageOf } from '../../wording/events/message.ts'
import { engineDirectory } from '../adapters/engine-directory.ts'
import { endStreamsOfDead } from '../adapters/stream-endings.ts'
import type { AppOptions } from '../app-options.ts'
import type { Past } from '../load-past.ts'

/** Which engines and streams there are, and what is recorded of them. */
export interface Core {
  readonly journal: Journal
  readonly jobs: Jobs
  readonly registry: Registry
  readonly directory: EngineDirectory
  readonly tracker: Tracker
  readonly archive: Archivist
  readonly vacancy: Vacancy
  /** Ends the link between dead engines and the end of their streams. */
  unlink(): void
}

/** `incidents` is asked once there is something to link: the watch over incidents comes after all it watches. */
export function createCore(
  options: AppOptions,
  past: Past | null,
  incidents: () => Incidents | undefined,
): Core {
  const { config, edges, store, clock, logger } = options
  const journal = createJournal({
    store: store.journal,
    clock,
    word: messageOf,
    lastId: 0,
    recent: past?.journal ?? [],
    incidentOf: (links) => incidents()?.incidentOf(links) ?? null,
  })
  options.settings.changed.on((changes) =>
    journal.record({ event: { code: 'system.settings_changed', changes } }),
  )
  logEntries(journal, logger.child({ module: 'journal' }))
  const registry = createRegistry({
    runtime: edges.runtime.kind,
    instance: config.get().engines.instance,
    store: store.engines,
    now: clock.now,
  })
  const startedAtMs = clock.now()
  registry.changes.on((change) => engineEvents(change, startedAtMs).forEach(journal.record))

  const directory = engineDirectory(registry, clock)
  const tracker = createTracker({
    store: store.streams,
    engines: directory,
    sessions: edges.sessions,
    recorder: journal,
    clock,
    logger: logger.child({ module: 'streams' }),
    newId: options.newStreamId,
    patience: derived(config, ({ streams: { lostAfterMs, abandonedAfterMs } }) => ({
      lostAfterMs,
      abandonedAfterMs,
    })),
  })
  tracker.used.on(({ engineId, atMs }) => registry.markUsed(engineId, atMs))
  const unlink = endStreamsOfDead(registry, tracker)
  const archive = createArchivist({ registry, logs: edges.runtime, store: store.archive, clock })
  const vacancy = createVacancy(clock)
  return { journal, jobs: createJobs(options.newId), registry, directory, tracker, archive, vacancy, unlink }
}
