import { EventType, JournalEntry } from '@acestream-orchestrator/contract/event'
import { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import { LONGEST_ID } from '@acestream-orchestrator/contract/stream'
import { Type } from 'typebox'
import type { ApiContext } from '../context.ts'
import type { App } from '../http/typed.ts'
import { journalEntry } from '../present/event.ts'
import { fleetSeries, spanOf } from '../present/fleet-series.ts'
import { parseSince } from '../read/since.ts'
import { answers, Since } from './shapes.ts'

const MOST_ENTRIES = 1000

const JournalQuery = Type.Object({
  type: Type.Optional(EventType),
  container_id: Type.Optional(Type.String({ maxLength: 256 })),
  stream_id: Type.Optional(Type.String({ maxLength: LONGEST_ID })),
  since: Type.Optional(Since),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_ENTRIES })),
  before: Type.Optional(Type.Integer({ minimum: 1, description: 'only entries with a smaller id' })),
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
      const { type, container_id: container, stream_id: streamId, since, limit = 100, before } = query
      const entries = await journal.query({
        limit,
        ...(type === undefined ? {} : { type }),
        ...(container === undefined ? {} : { engineId: engines.find(container)?.id ?? container }),
        ...(streamId === undefined ? {} : { streamId }),
        ...(since === undefined ? {} : { sinceMs: parseSince(since) }),
        ...(before === undefined ? {} : { beforeId: before }),
      })
      return entries.map(journalEntry)
    },
  )

  app.get(
    '/history',
    {
      schema: {
        summary: 'The fleet over time, for charts',
        querystring: Type.Object({
          metric: Type.Optional(HistoryMetric),
          window: Type.Optional(HistoryWindow),
        }),
        response: answers(HistorySeries),
      },
    },
    async ({ query: { metric = 'streams', window = '1h' } }) => {
      const span = spanOf(window, clock.now())
      const samples = await fleet.series(span.sinceMs, span.untilMs, span.stepMs)
      return fleetSeries(metric, window, span, samples)
    },
  )
}
