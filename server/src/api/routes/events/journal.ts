import { EventType, JournalEntry, type Severity } from '@acestream-orchestrator/contract/event'
import { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import { LONGEST_ID } from '@acestream-orchestrator/contract/stream'
import { Type } from 'typebox'
import { DomainError } from '../../../lib/errors.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { journalEntry } from '../../present/event.ts'
import { fleetSeries, rangeOf, spanOf } from '../../present/streams/fleet-series.ts'
import { parseSince, parseTime } from '../../read/since.ts'
import { answers, idsOf, Since } from '../shapes.ts'

const MOST_ENTRIES = 1000

const JournalQuery = Type.Object({
  type: Type.Optional(EventType),
  container_id: Type.Optional(Type.String({ maxLength: 256 })),
  stream_id: Type.Optional(Type.String({ maxLength: LONGEST_ID })),
  since: Type.Optional(Since),
  severity: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  incident: Type.Optional(
    Type.String({ maxLength: 128, description: 'id of an incident: what tells of it' }),
  ),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'only entries whose sentence has this in it, whatever its case',
    }),
  ),
  at: Type.Optional(Type.String({ maxLength: 64, description: 'the entries of that moment and before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_ENTRIES })),
  before: Type.Optional(Type.Integer({ minimum: 1, description: 'only entries with a smaller id' })),
})

const MOST_POINTS = 2000

const HistoryQuery = Type.Object({
  metric: Type.Optional(HistoryMetric),
  window: Type.Optional(HistoryWindow),
  from: Type.Optional(
    Type.String({ maxLength: 64, description: 'instead of `window`: a moment, as in `since`' }),
  ),
  to: Type.Optional(Type.String({ maxLength: 64, description: 'now where it is not given' })),
  points: Type.Optional(
    Type.Integer({ minimum: 2, maximum: MOST_POINTS, description: 'about so many at most; 300' }),
  ),
})

/** What happened, and how the fleet did: everything that looks back. */
export function journalRoutes(app: App, { journal, fleet, engines, clock }: ApiContext): void {
  app.get(
    '/events',
    {
      schema: {
        summary: 'The journal, newest first',
        querystring: JournalQuery,
        response: answers(Type.Array(JournalEntry)),
      },
    },
    async ({ query }) => {
      const { type, container_id: container, stream_id: streamId, since, at, limit = 100, before } = query
      const entries = await journal.query({
        limit,
        ...(type === undefined ? {} : { type }),
        ...(container === undefined ? {} : { engineId: engines.find(container)?.id ?? container }),
        ...(streamId === undefined ? {} : { streamId }),
        ...(since === undefined ? {} : { sinceMs: parseSince(since) }),
        ...(at === undefined ? {} : { untilMs: parseTime('at', at) }),
        ...(query.severity === undefined ? {} : { severities: severitiesOf(query.severity) }),
        ...(query.incident === undefined ? {} : { incidentId: query.incident }),
        ...(query.q === undefined || query.q.trim() === '' ? {} : { text: query.q.trim() }),
        ...(before === undefined ? {} : { beforeId: before }),
      })
      return entries.map(journalEntry)
    },
  )

  historyRoute(app, fleet, clock)
}

function historyRoute(app: App, fleet: ApiContext['fleet'], clock: ApiContext['clock']): void {
  app.get(
    '/history',
    {
      schema: {
        summary: 'The fleet over time, for charts: a window that ends now, or any range',
        querystring: HistoryQuery,
        response: answers(HistorySeries),
      },
    },
    async ({ query: { metric = 'streams', window, from, to, points } }) => {
      const nowMs = clock.now()
      const isRange = from !== undefined || to !== undefined
      const range = {
        sinceMs: from === undefined ? from : parseTime('from', from),
        untilMs: to === undefined ? to : parseTime('to', to),
        points,
      }
      const span = isRange ? rangeOf(range, nowMs) : spanOf(window ?? '1h', nowMs)
      const buckets = await fleet.series(span.sinceMs, span.untilMs, span.stepMs)
      return fleetSeries(metric, isRange ? null : (window ?? '1h'), span, buckets)
    },
  )
}

const SEVERITIES = ['info', 'warning', 'critical'] as const

/** Comma-separated or repeated. */
function severitiesOf(value: string | string[]): readonly Severity[] {
  return idsOf(value).map((each) => {
    const severity = SEVERITIES.find((word) => word === each)
    if (severity !== undefined) return severity
    throw new DomainError(
      'validation',
      { code: 'value_not_allowed', allowed: SEVERITIES },
      { field: { loc: ['query', 'severity'], input: each } },
    )
  })
}
