import {
  BatchStopAnswer,
  BatchStopBody,
  ContentSummary,
  StreamEndedAnswer,
  StreamEndedBody,
  StreamStartedBody,
  StreamState,
  StreamStatSnapshot,
} from '@acestream-orchestrator/contract/stream'
import type { FastifyReply, FastifySchema } from 'fastify'
import { type Static, Type } from 'typebox'
import { DomainError, messageOf } from '../../../lib/errors.ts'
import type { Stream } from '../../../streams/stream.ts'
import { sentenceOrNull } from '../../../wording/sentence.ts'
import { type ApiContext, callerSignal } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { contentSummary } from '../../present/streams/content.ts'
import { toStatSnapshot } from '../../present/streams/stream.ts'
import { parseSince, parseTime } from '../../read/since.ts'
import { readEnd, readStart } from '../../read/stream.ts'
import { endedPages, type ReadEnded } from '../../send/ended-streams.ts'
import { sendList } from '../../send/send-list.ts'
import { answers, IdParams, Since } from '../shapes.ts'

/** Ended streams are kept for a year; one answer shows the newest of them. */
const MOST_ENDED = 1000
const MOST_CONTENTS = 1000

const key = { access: 'key' } as const

const StreamQuery = Type.Object({
  status: Type.Optional(Type.Union([Type.Literal('started'), Type.Literal('ended')])),
  container_id: Type.Optional(Type.String({ maxLength: 256 })),
})

const ContentOrder = Type.Union([
  Type.Literal('last_played'),
  Type.Literal('plays'),
  Type.Literal('speed'),
  Type.Literal('time_to_first_data'),
])

const ContentQuery = Type.Object({
  key: Type.Optional(Type.String({ maxLength: 4096 })),
  order: Type.Optional(ContentOrder),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_CONTENTS })),
})

const StatsQuery = Type.Object({
  since: Type.Optional(Since),
  from: Type.Optional(Type.String({ maxLength: 64, description: 'as `since`' })),
  to: Type.Optional(Type.String({ maxLength: 64, description: 'now, or its end, where it is not given' })),
  points: Type.Optional(Type.Integer({ minimum: 2, maximum: 2000 })),
})

export function streamRoutes(app: App, context: ApiContext): void {
  reportRoutes(app, context)
  listRoute(app, context)
  readRoutes(app, context)
  stopRoutes(app, context)
  contentRoute(app, context)
}

/** What proxies report. */
function reportRoutes(app: App, { streams, streamState }: ApiContext): void {
  app.post(
    '/events/stream_started',
    {
      config: key,
      schema: {
        summary: 'A proxy tells that a stream began',
        refusals: [404],
        body: StreamStartedBody,
        response: answers(StreamState),
      },
    },
    async ({ body, ip }) => streamState(await streams.started(readStart(body), 'event', ip)),
  )

  app.post(
    '/events/stream_ended',
    {
      config: key,
      schema: {
        summary: 'A proxy tells that a stream ended',
        body: StreamEndedBody,
        response: answers(StreamEndedAnswer),
      },
    },
    async ({ body }) => {
      const { updated, stream } = await streams.ended(readEnd(body))
      return { updated, stream: stream && streamState(stream) }
    },
  )
}

function listRoute(app: App, context: ApiContext): void {
  // It answers with text that was made before, which the types of its schema don't know.
  const list: FastifySchema = {
    summary: 'Streams, newest first: the started ones and those ended in the last 24 h',
    querystring: StreamQuery,
    response: answers(Type.Array(StreamState)),
  }
  app.get<{ Querystring: Static<typeof StreamQuery> }>(
    '/streams',
    { schema: list },
    async ({ query }, reply: FastifyReply) => sendList(reply, pagesOf(context, query), context.streamText),
  )
}

function readRoutes(app: App, context: ApiContext): void {
  const { streams, streamActions, streamState } = context

  app.get(
    '/streams/:id',
    { schema: { summary: 'One stream', params: IdParams, response: answers(StreamState) } },
    async ({ params }) => streamState(existing(params.id, await streams.get(params.id))),
  )

  app.get(
    '/streams/:id/stats',
    {
      schema: {
        summary: 'Its statistics over time, oldest first',
        params: IdParams,
        querystring: StatsQuery,
        response: answers(Type.Array(StreamStatSnapshot)),
      },
    },
    async ({ params, query: { since, from, to, points } }) => {
      const fromMs = from === undefined ? null : parseTime('from', from)
      const sinceMs = since === undefined ? fromMs : parseSince(since)
      const untilMs = to === undefined ? to : parseTime('to', to)
      const stream = existing(params.id, await streams.get(params.id))
      return (await context.streamHistory.samples(stream, sinceMs, { untilMs, points })).map(toStatSnapshot)
    },
  )

  app.get(
    '/streams/:id/stat',
    {
      schema: {
        summary: "The engine's own statistics, asked for now",
        refusals: [502],
        params: IdParams,
        response: answers(Type.Unknown()),
      },
    },
    async ({ params }, reply) =>
      existing(params.id, await streamActions.rawStat(params.id, callerSignal(reply, context.stopping))),
  )
}

function stopRoutes(app: App, { streamActions, streamState }: ApiContext): void {
  app.delete(
    '/streams/:id',
    {
      config: key,
      schema: {
        summary: 'Stops it on its engine',
        params: IdParams,
        response: answers(StreamState),
        refusals: [502],
      },
    },
    async ({ params }) => streamState(existing(params.id, await streamActions.stop(params.id))),
  )

  app.post(
    '/streams/batch-stop',
    {
      config: key,
      schema: {
        summary: 'Stops several, with a result each',
        body: BatchStopBody,
        response: answers(BatchStopAnswer),
      },
    },
    async ({ body }) => {
      const results = await streamActions.stopAll(body.ids)
      return {
        results: results.map(({ id, stopped, detail, stream }) => ({
          id,
          stopped,
          detail: sentenceOrNull(detail),
          detail_data: detail,
          stream: stream && streamState(stream),
        })),
      }
    },
  )
}

function contentRoute(app: App, context: ApiContext): void {
  app.get(
    '/contents',
    {
      schema: {
        summary: 'What was played, by content key',
        querystring: ContentQuery,
        response: answers(Type.Array(ContentSummary)),
      },
    },
    async ({ query: { key: content, order = 'last_played', limit = 200 } }) => {
      const key = content === undefined ? {} : { key: content }
      return (await context.contents.contents({ order, limit, ...key })).map(contentSummary)
    },
  )
}

function existing<T>(id: string, found: T | undefined): T {
  if (found === undefined)
    throw new DomainError('not_found', { code: 'stream_not_found', id: id.slice(0, 200) })
  return found
}

/** From memory; only the question for ended ones alone reaches back further, as far as the store does. */
function pagesOf(
  { streams, engines, endedStreams, logger }: ApiContext,
  { status, container_id: given }: { readonly status?: 'started' | 'ended'; readonly container_id?: string },
): Iterable<readonly Stream[]> | AsyncIterable<readonly Stream[]> {
  const engineId = given === undefined ? undefined : (engines.find(given)?.id ?? given)
  const held = streams.list({
    ...(status === undefined ? {} : { status }),
    ...(engineId === undefined ? {} : { engineId }),
  })
  if (status !== 'ended') return [held]
  const read: ReadEnded = (before, limit) =>
    endedStreams(engineId ?? null, limit, before).catch((error: unknown) => {
      logger.warn({ reason: messageOf(error) }, 'ended streams come from memory only')
      return []
    })
  return endedPages(held, read, MOST_ENDED)
}
