import { ContainerView } from '@acestream-orchestrator/contract/provisioning'
import { Type } from 'typebox'
import type { ContainerFacts, LogOptions } from '../../../engines/ports.ts'
import { DomainError } from '../../../lib/errors.ts'
import { type ApiContext, callerSignal } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { containerView } from '../../present/engines/container.ts'
import { parseSince } from '../../read/since.ts'
import { followLog, sendLog } from '../../send/logs.ts'
import { answers, IdParams, Since } from '../shapes.ts'

const MOST_LINES = 100_000

const LogQuery = Type.Object({
  tail: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_LINES })),
  since: Type.Optional(Since),
  follow: Type.Optional(Type.Boolean()),
})

export function containerRoutes(app: App, context: ApiContext): void {
  ownRoutes(app, context)
  labelRoute(app, context)
  logRoute(app, context)
}

function managed(context: ApiContext, id: string): ContainerFacts {
  const facts = context.container(id)
  if (!facts) throw notOurs(id)
  return facts
}

/** Ours, or one of the configured VPN's: anything else is nobody's business. */
function readableId(context: ApiContext, id: string): string {
  const node = context.vpn
    .view()
    .nodes.find(({ name, containerId }) => containerId !== null && (name === id || containerId === id))
  const found = context.container(id)?.id ?? node?.containerId
  if (!found) throw notOurs(id)
  return found
}

function ownRoutes(app: App, context: ApiContext): void {
  app.get(
    '/containers/:id',
    {
      config: { access: 'key' },
      schema: { summary: 'One container of ours', params: IdParams, response: answers(ContainerView) },
    },
    async ({ params }) => containerView(managed(context, params.id)),
  )

  app.delete(
    '/containers/:id',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Deletes an engine or a container of ours now',
        params: IdParams,
        response: answers(Type.Object({ deleted: Type.String() })),
      },
    },
    async ({ params }) => {
      const id = context.container(params.id)?.id ?? params.id
      return { deleted: await context.commands.requestRemoval(id) }
    },
  )
}

function labelRoute(app: App, context: ApiContext): void {
  app.get(
    '/by-label',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Containers of ours that bear a label',
        querystring: Type.Object({ key: Type.String({ minLength: 1 }), value: Type.Optional(Type.String()) }),
        response: answers(Type.Array(ContainerView)),
      },
    },
    async ({ query: { key, value = '' } }) =>
      context.engines
        .containers()
        .filter(({ labels }) => labels[key] === value)
        .map(containerView),
  )
}

function logRoute(app: App, context: ApiContext): void {
  app.get(
    '/containers/:id/logs',
    {
      config: { access: 'key' },
      exposeHeadRoute: false,
      schema: {
        summary: 'What it wrote: text, or server-sent lines with `follow`',
        params: IdParams,
        querystring: LogQuery,
        produces: ['text/plain', 'text/event-stream'],
      },
    },
    async ({ params, query }, reply) => {
      const { tail, since, follow = false } = query
      const options: LogOptions = {
        follow,
        ...(tail === undefined ? {} : { tail }),
        ...(since === undefined ? {} : { sinceMs: parseSince(since) }),
      }
      const signal = callerSignal(reply, context.stopping)
      const lines = context.logs.logs(readableId(context, params.id), options, signal)
      return follow ? followLog(reply, lines) : sendLog(reply, lines)
    },
  )
}

function notOurs(id: string): DomainError {
  return new DomainError('not_found', { code: 'container_not_found', id: id.slice(0, 80) })
}
