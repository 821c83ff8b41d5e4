// What is sent to live readers: each change once, as an event, and a snapshot to begin with.
import type { Gone, LiveHello, StreamGone } from '@acestream-orchestrator/contract/live'
import type { RegistryChange } from '../../engines/registry.ts'
import type { StoredEvent } from '../../journal/journal-event.ts'
import type { Stream, StreamIds } from '../../streams/stream.ts'
import type { StreamChange } from '../../streams/tracking/memory.ts'
import type { ApiContext } from '../context.ts'
import { journalEntry } from '../present/event.ts'
import { incidentState } from '../present/incident.ts'
import { jobView } from '../present/job.ts'
import { sampleBeat } from '../present/streams/stream.ts'
import { iso } from '../present/time.ts'
import { vpnStatus } from '../present/vpn.ts'
import type { LiveBatch } from './live-batch.ts'
import { sseEvent } from './sse.ts'

/** Journal entries in a snapshot. */
const RECENT_ENTRIES = 100

export interface LiveFeed {
  /** Puts the overall status if it says something else than the last time, but for the passing of time. */
  putStatus(): void
  /** What a reader gets first: hello, and everything the overview shows. */
  welcome(): Buffer
  stop(): void
}

/** Turns what happens in the domains into events, the latest per subject; `onNews` is called for each. */
export function createLiveFeed(context: ApiContext, batch: LiveBatch, onNews: () => void): LiveFeed {
  const { engines, streams, engineList, streamText } = context
  let lastStatus = ''
  let beats = 0

  const put: Put = (subject, event, render) => {
    batch.put(subject, event, render)
    onNews()
  }

  function putEngine(id: string): void {
    put(`engine:${id}`, 'engine', () => engineList.json(id))
  }

  function onEngine({ kind, engine }: RegistryChange): void {
    if (kind === 'gone') put(`engine:${engine.id}`, 'engine_gone', () => engineGone(engine.id))
    else putEngine(engine.id)
  }

  function onStream(change: StreamChange): void {
    const { kind, stream } = change
    if (kind === 'gone') {
      put(`stream:${stream.id}`, 'stream_gone', () => streamGone(stream))
      return
    }
    const { before } = change
    putStream(stream)
    if (before === null || before.phase !== stream.phase) putEngine(stream.engineId)
  }

  function putStream(stream: Stream): void {
    put(`stream:${stream.id}`, 'stream', () => streamText(stream))
  }

  const subscriptions = [
    engines.changes.on(onEngine),
    streams.changes.on(onStream),
    ...(context.recounted ? [context.recounted.on(putStream)] : []),
    context.beats.on((beat) => {
      beats++
      put(`samples:${beats}`, 'samples', () => JSON.stringify(sampleBeat(beat)))
    }),
    ...documents(context, put),
  ]

  return {
    putStatus: () => {
      const status = context.status()
      const said = JSON.stringify({ ...status, server_time: null, uptime_seconds: null })
      if (said === lastStatus) return
      lastStatus = said
      batch.put('status', 'status', () => JSON.stringify(status))
    },
    welcome: () => welcome(context),
    stop: () => {
      for (const unsubscribe of subscriptions) unsubscribe()
    },
  }
}

type Put = (subject: string, event: string, render: () => string | undefined) => void

/** What is sent whole whenever it changes. Returns the subscriptions. */
function documents({ vpn, journal, incidents, jobs }: ApiContext, put: Put): readonly (() => void)[] {
  const onEntry = (entry: StoredEvent) =>
    put(`journal:${entry.id}`, 'journal', () => JSON.stringify(journalEntry(entry)))
  return [
    vpn.changes.on(() => put('vpn', 'vpn', () => JSON.stringify(vpnStatus(vpn.nodes())))),
    journal.entries.on(onEntry),
    journal.linked.on(onEntry),
    incidents.changes.on(({ incident }) =>
      put(`incident:${incident.id}`, 'incident', () => JSON.stringify(incidentState(incident))),
    ),
    jobs.changes.on((job) => put(`job:${job.id}`, 'job', () => JSON.stringify(jobView(job)))),
  ]
}

function welcome(context: ApiContext): Buffer {
  const hello: LiveHello = { version: context.version, server_time: iso(context.clock.now()) }
  return Buffer.from(sseEvent('hello', JSON.stringify(hello)) + sseEvent('snapshot', snapshot(context)))
}

/** Engines and streams are JSON already, in bytes that other answers share. */
function snapshot(context: ApiContext): string {
  const rest = JSON.stringify({
    server_time: iso(context.clock.now()),
    vpn: vpnStatus(context.vpn.nodes()),
    status: context.status(),
    journal: context.journal.recent().slice(0, RECENT_ENTRIES).map(journalEntry),
    jobs: context.jobs.list().map(jobView),
    incidents: context.incidents.recent().map(incidentState),
  })
  const engines = context.engineList.answer('all').body.toString()
  const running = context.streams.list().map(context.streamText).join(',')
  return `{"engines":${engines},"streams":[${running}],${rest.slice(1)}`
}

function engineGone(id: string): string {
  return JSON.stringify({ id } satisfies Gone)
}

function streamGone({ id, reportedId }: StreamIds): string {
  return JSON.stringify({ id: reportedId, short_id: id } satisfies StreamGone)
}
