import { EngineArchive } from '@acestream-orchestrator/contract/archive'
import {
  EngineHealthHistory,
  EngineState,
  RecommendedEngine,
  RegisterEngineBody,
} from '@acestream-orchestrator/contract/engine'
import { RemovalPreview } from '@acestream-orchestrator/contract/provisioning'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { StreamState } from '@acestream-orchestrator/contract/stream'
import type { FastifyReply, FastifySchema } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Engine } from '../../../engines/engine.ts'
import { DomainError, ERROR_CODES } from '../../../lib/errors.ts'
import type { ProvisioningStatus } from '../../../provisioning/service.ts'
import { sentenceOf } from '../../../wording/sentence.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { engineArchive } from '../../present/engines/archive.ts'
import { probeRecord } from '../../present/engines/engine.ts'
import { parseSince } from '../../read/since.ts'
import { holds } from '../../send/etag.ts'
import { answers, IdParams, Ids, idsOf, Since } from '../shapes.ts'

const DAY_MS = 86_400_000
const MOST_CHECKS = 20_000
const DEFAULT_CHECKS = 1000

const ALL =
  'Clients put streams on any engine they find in the list, so without this those in state `starting`, `draining`, ' +
  '`removing` and `failed` are left out; a `ready` one is listed while it is unhealthy too'
const ListQuery = Type.Object({ all: Type.Optional(Type.Boolean({ description: ALL })) })
type ListQuery = Static<typeof ListQuery>

const DrainQuery = Type.Object({
  keep: Type.Optional(
    Type.Boolean({ description: 'for maintenance: it stays when its last stream has ended' }),
  ),
})

export function engineRoutes(app: App, context: ApiContext): void {
  listRoute(app, context)
  readRoutes(app, context)
  adviceRoutes(app, context)
  externalRoutes(app, context)
  wishRoutes(app, context)
}

function existing({ engines }: Pick<ApiContext, 'engines'>, id: string): Engine {
  const engine = engines.find(id)
  if (!engine) throw new DomainError('not_found', { code: 'engine_not_found', id: id.slice(0, 80) })
  return engine
}

function listRoute(app: App, { engineList }: ApiContext): void {
  const list: FastifySchema = {
    summary: 'The ready engines, from memory; `all=true`: every engine',
    querystring: ListQuery,
    response: answers(Type.Array(EngineState)),
  }
  app.get('/engines', { schema: list }, (request, reply: FastifyReply) => {
    const { etag, body } = engineList.answer((request.query as ListQuery).all ? 'all' : 'ready')
    reply.header('etag', etag).header('cache-control', 'no-cache')
    if (holds(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.header('content-type', 'application/json; charset=utf-8').send(body)
  })
}

function readRoutes(app: App, context: ApiContext): void {
  app.get(
    '/engines/:id',
    {
      schema: {
        summary: 'One engine with its started streams',
        params: IdParams,
        response: answers(Type.Object({ engine: EngineState, streams: Type.Array(StreamState) })),
      },
    },
    async ({ params }) => {
      const engine = existing(context, params.id)
      const streams = context.streams.list({ status: 'started', engineId: engine.id })
      return { engine: context.engineList.state(engine), streams: streams.map(context.streamState) }
    },
  )

  app.get(
    '/engines/:id/archive',
    {
      config: { access: 'key' },
      schema: {
        summary: 'What is kept of an engine that is gone: for 7 days',
        params: IdParams,
        response: answers(EngineArchive),
      },
    },
    async ({ params }) => archiveOf(context, params.id),
  )

  app.get(
    '/engines/:id/health',
    {
      schema: {
        summary: 'Its probes, oldest first, and its uptime',
        params: IdParams,
        querystring: Type.Object({
          since: Type.Optional(Since),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_CHECKS })),
        }),
        response: answers(EngineHealthHistory),
      },
    },
    async ({ params, query }) => healthHistory(context, existing(context, params.id).id, query),
  )
}

/** What would follow if it were done. */
function adviceRoutes(app: App, context: ApiContext): void {
  app.get(
    '/engines/:id/removal',
    {
      schema: {
        summary: 'What would follow from removing it',
        params: IdParams,
        response: answers(RemovalPreview),
      },
    },
    async ({ params }) => {
      const { isReplaced, wanted } = context.provisioning.previewRemoval(existing(context, params.id).id)
      return { replacement: isReplaced, wanted }
    },
  )

  app.get(
    '/engines/recommended',
    {
      schema: {
        summary: 'The engines a new stream should go to, best first',
        description:
          'Advice that reserves nothing: the place is taken when the stream is reported. Callers of POST /provision/acestream get an engine of their own.',
        querystring: Type.Object({
          count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
          exclude: Type.Optional(Ids),
        }),
        response: answers(Type.Array(RecommendedEngine)),
      },
    },
    async ({ query }) => recommended(context, query.count ?? 1, idsOf(query.exclude)),
  )
}

/** Engines that somebody else runs. */
function externalRoutes(app: App, context: ApiContext): void {
  const { engineList, commands } = context

  app.post(
    '/engines',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Registers an engine that somebody else runs',
        body: RegisterEngineBody,
        response: answers(EngineState),
      },
    },
    async ({ body }) => {
      const { host, port, name } = body
      return engineList.state(await commands.registerExternal({ host, port }, name ?? null))
    },
  )

  app.delete(
    '/engines/:id',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Drops a registered engine',
        refusals: [409],
        params: IdParams,
        response: answers(Type.Object({ deleted: Type.String() })),
      },
    },
    async ({ params }) => {
      const { id } = existing(context, params.id)
      await commands.dropExternal(id)
      return { deleted: id }
    },
  )
}

/** What an operator asks of an engine, carried out later. */
function wishRoutes(app: App, { engineList, commands }: ApiContext): void {
  const accepted = { params: IdParams, response: { 202: EngineState }, refusals: [409] }
  const write = (summary: string) => ({
    config: { access: 'key' as const },
    schema: { summary, ...accepted },
  })
  app.post(
    '/engines/:id/drain',
    {
      config: { access: 'key' as const },
      schema: {
        summary: 'Lets its streams end and gives it no new ones',
        querystring: DrainQuery,
        ...accepted,
      },
    },
    async ({ params, query }, reply) =>
      reply.code(202).send(engineList.state(await commands.drain(params.id, query.keep ?? false))),
  )
  app.delete('/engines/:id/drain', write('Lets it take streams again'), async ({ params }, reply) =>
    reply.code(202).send(engineList.state(await commands.undrain(params.id))),
  )
  app.post('/engines/:id/restart', write('Restarts it in place'), async ({ params }, reply) =>
    reply.code(202).send(engineList.state(await commands.restart(params.id))),
  )
}

async function healthHistory(
  { probes, clock }: ApiContext,
  id: string,
  { since, limit = DEFAULT_CHECKS }: { readonly since?: string; readonly limit?: number },
): Promise<EngineHealthHistory> {
  const now = clock.now()
  const sinceMs = since === undefined ? now - DAY_MS : parseSince(since)
  const [checks, day, week] = await Promise.all([
    probes.history(id, sinceMs, limit),
    probes.uptime(now - DAY_MS),
    probes.uptime(now - 7 * DAY_MS),
  ])
  const fraction = (counts: typeof day) => {
    const count = counts.get(id)
    return count && count.total > 0 ? count.ok / count.total : null
  }
  return { checks: checks.map(probeRecord), uptime: { '24h': fraction(day), '7d': fraction(week) } }
}

/** Throws the reason why there is none, in the shape in which provisioning refuses. */
function recommended(context: ApiContext, count: number, exclude: readonly string[]): RecommendedEngine[] {
  const excluded = new Set(exclude.map((id) => context.engines.find(id)?.id ?? id))
  const found = context.recommend(count, excluded)
  if (found.length === 0) throw noEngine(context.provisioning.status().blocked)
  return found.map(({ engine, reason }) => ({
    engine: context.engineList.state(engine),
    reason: sentenceOf(reason),
    reason_data: reason,
  }))
}

function noEngine(blocked: ProvisioningStatus['blocked']): DomainError {
  const code = ERROR_CODES.find((each) => each === blocked?.code) ?? 'general_error'
  const reason: Reason = { code: 'no_engine_free', reason: blocked?.reason ?? null }
  const etaS = blocked?.etaS ?? null
  return new DomainError(code, reason, etaS === null ? {} : { retryAfterS: etaS })
}

const MOST_ARCHIVED_STREAMS = 100

async function archiveOf(context: ApiContext, id: string): Promise<EngineArchive> {
  const engine = await context.archive.find(id)
  if (engine === undefined)
    throw new DomainError('not_found', { code: 'engine_not_found', id: id.slice(0, 80) })
  const held = context.streams.list({ status: 'ended', engineId: engine.id })
  const stored = await context.endedStreams(engine.id, MOST_ARCHIVED_STREAMS, null).catch(() => [])
  const byId = new Map([...stored, ...held].map((stream) => [stream.id, stream]))
  const streams = [...byId.values()]
    .sort((a, b) => b.startedAtMs - a.startedAtMs)
    .slice(0, MOST_ARCHIVED_STREAMS)
  return engineArchive(engine, streams.map(context.streamState))
}
