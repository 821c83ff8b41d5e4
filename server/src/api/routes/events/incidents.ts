import { Incident } from '@acestream-orchestrator/contract/incident'
import { Type } from 'typebox'
import { RECENT_MS } from '../../../incidents/incident.ts'
import type { IncidentQuery } from '../../../incidents/ports.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { incidentState } from '../../present/incident.ts'
import { parseSince } from '../../read/since.ts'
import { answers, Since } from '../shapes.ts'

const MOST_INCIDENTS = 1000

const Query = Type.Object({
  state: Type.Optional(
    Type.Union(
      [Type.Literal('open'), Type.Literal('resolved'), Type.Literal('recent'), Type.Literal('all')],
      { description: '`recent`, the default: the open ones and those resolved within 15 minutes' },
    ),
  ),
  since: Type.Optional(Since),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_INCIDENTS })),
})

/** What is wrong, and what was. */
export function incidentRoutes(app: App, { incidents, clock }: ApiContext): void {
  app.get(
    '/incidents',
    {
      schema: {
        summary: 'What is or was wrong, the newest first',
        querystring: Query,
        response: answers(Type.Array(Incident)),
      },
    },
    async ({ query: { state = 'recent', since, limit = 100 } }) => {
      const sinceMs = since === undefined ? undefined : parseSince(since)
      const recentMs = Math.max(sinceMs ?? 0, clock.now() - RECENT_MS)
      const asked: IncidentQuery =
        state === 'recent'
          ? { state: 'all', sinceMs: recentMs, limit }
          : { state, limit, ...(sinceMs === undefined ? {} : { sinceMs }) }
      return (await incidents.query(asked)).map(incidentState)
    },
  )
}
