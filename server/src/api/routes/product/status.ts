// routes/: one file per subject: its paths and schemas, and who answers them.
import { Job } from '@acestream-orchestrator/contract/event'
import { OrchestratorStatus, Readiness } from '@acestream-orchestrator/contract/status'
import { Type } from 'typebox'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { jobView } from '../../present/job.ts'
import { checked } from '../../present/status.ts'
import { answers } from '../shapes.ts'

const open = { access: 'open' } as const

export function statusRoutes(app: App, context: ApiContext): void {
  app.get(
    '/orchestrator/status',
    { schema: { summary: 'Everything at a glance', response: answers(OrchestratorStatus) } },
    async () => context.status(),
  )

  app.get(
    '/jobs',
    { schema: { summary: 'Long actions, running and recent', response: answers(Type.Array(Job)) } },
    async () => context.jobs.list().map(jobView),
  )

  app.get(
    '/healthz',
    {
      config: open,
      schema: {
        summary: '200 while the process serves',
        response: answers(Type.Object({ status: Type.Literal('ok') })),
      },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      config: open,
      schema: {
        summary: '200 when the runtime and the store answer',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const checks = readinessChecks(context)
      const isReady = checks.runtime.ok && checks.store.ok
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not_ready', checks })
    },
  )
}

function readinessChecks({ runtime, store }: ApiContext): Readiness['checks'] {
  const { reachable, reason } = runtime.status()
  return { runtime: checked({ ok: reachable, reason }), store: checked(store.status()) }
}
