import {
  NewNotifier,
  Notifier,
  NotifierChange,
  NotifierList,
  NotifierTest,
} from '@acestream-orchestrator/contract/alert'
import { Type } from 'typebox'
import type { AlertService } from '../../../alerts/service.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { notifierOf, notifiersOf, notifierTest } from '../../present/alert.ts'
import { answers, IdParams } from '../shapes.ts'

const KEY = { access: 'key' } as const
const Revision = Type.Object({ revision: Type.Optional(Type.Integer()) })

const LIST = { summary: 'What alerts are sent through, without secrets', response: answers(NotifierList) }
const ADD = {
  summary: 'Adds a notifier',
  refusals: [409],
  body: NewNotifier,
  response: { 201: Notifier },
}
const CHANGE = {
  summary: 'Changes a notifier; fields that are not sent stay as they are',
  refusals: [409],
  params: IdParams,
  body: NotifierChange,
  response: answers(Notifier),
}
const REMOVE = {
  summary: 'Removes a notifier, its secrets and what waits for it',
  refusals: [409],
  params: IdParams,
  querystring: Revision,
  response: { 204: Type.Null() },
}
const TEST = { summary: 'Sends a test message now', params: IdParams, response: answers(NotifierTest) }

/** What alerts are sent through. Reading needs the key too: notifiers hold people's names and addresses. */
export function notifierRoutes(app: App, { alerts }: ApiContext): void {
  app.get('/notifiers', { config: KEY, schema: LIST }, () => notifiersOf(alerts))
  app.post('/notifiers/:id/test', { config: KEY, schema: TEST }, async ({ params: { id } }) =>
    notifierTest(await alerts.test(id)),
  )
  changeRoutes(app, alerts)
}

function changeRoutes(app: App, alerts: AlertService): void {
  const { book, push } = alerts

  app.post('/notifiers', { config: KEY, schema: ADD }, async ({ body }, reply) => {
    const { kind, revision, ...draft } = body
    const added = await book.addNotifier(kind, draft, revision)
    return reply.code(201).send(await notifierOf(added, alerts))
  })

  app.put('/notifiers/:id', { config: KEY, schema: CHANGE }, async ({ params: { id }, body }) => {
    const { revision, ...draft } = body
    return notifierOf(await book.changeNotifier(id, draft, revision), alerts)
  })

  app.delete(
    '/notifiers/:id',
    { config: KEY, schema: REMOVE },
    async ({ params: { id }, query: { revision } }, reply) => {
      await book.removeNotifier(id, revision)
      await push.removeAll(id)
      return reply.code(204).send(null)
    },
  )
}
