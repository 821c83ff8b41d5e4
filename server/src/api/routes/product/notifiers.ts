import {
  NewNotifier,
  Notifier,
  NotifierChange,
  NotifierList,
  NotifierTest,
  PushBrowser,
  PushKey,
} from '@acestream-orchestrator/contract/alert'
import { Type } from 'typebox'
import type { NotifierConfig } from '../../../alerts/notifier.ts'
import { sentenceOrNull } from '../../../wording/sentence.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { notifierState } from '../../present/alert.ts'
import { answers, IdParams } from '../shapes.ts'

const KEY = { access: 'key' } as const
const Revision = Type.Object({ revision: Type.Optional(Type.Integer()) })

/** What alerts are sent through. Reading needs the key too: notifiers hold people's names and addresses. */
export function notifierRoutes(app: App, { alerts }: ApiContext): void {
  const { book, push } = alerts
  const shown = async (config: NotifierConfig): Promise<Notifier> => {
    const kind = (await alerts.kinds()).find((each) => each.kind === config.kind)
    return notifierState(config, kind ?? { fields: [] }, alerts)
  }

  app.get(
    '/notifiers',
    {
      config: KEY,
      schema: { summary: 'What alerts are sent through, without secrets', response: answers(NotifierList) },
    },
    async () => ({
      revision: book.revision(),
      notifiers: await Promise.all(book.notifiers().map(shown)),
      kinds: (await alerts.kinds()).map(({ kind, fields }) => ({
        kind,
        fields: fields.map((each) => ({ ...each, allowed: [...each.allowed] })),
      })),
      fault: sentenceOrNull(book.fault()),
      fault_data: book.fault(),
    }),
  )

  app.post(
    '/notifiers',
    {
      config: KEY,
      schema: { summary: 'Adds a notifier', refusals: [409], body: NewNotifier, response: { 201: Notifier } },
    },
    async ({ body: { kind, revision, ...draft } }, reply) =>
      reply.code(201).send(await shown(await book.addNotifier(kind, draft, revision))),
  )

  app.put(
    '/notifiers/:id',
    {
      config: KEY,
      schema: {
        summary: 'Changes a notifier; fields that are not sent stay as they are',
        refusals: [409],
        params: IdParams,
        body: NotifierChange,
        response: answers(Notifier),
      },
    },
    async ({ params: { id }, body: { revision, ...draft } }) =>
      shown(await book.changeNotifier(id, draft, revision)),
  )

  app.delete(
    '/notifiers/:id',
    {
      config: KEY,
      schema: {
        summary: 'Removes a notifier, its secrets and what waits for it',
        refusals: [409],
        params: IdParams,
        querystring: Revision,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id }, query: { revision } }, reply) => {
      await book.removeNotifier(id, revision)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/notifiers/:id/test',
    {
      config: KEY,
      schema: { summary: 'Sends a test message now', params: IdParams, response: answers(NotifierTest) },
    },
    async ({ params: { id } }) => {
      const delivery = await alerts.test(id)
      const reason = delivery.kind === 'sent' ? null : delivery.reason
      return { sent: reason === null, error: sentenceOrNull(reason), error_data: reason }
    },
  )

  app.get(
    '/notifiers/push/key',
    {
      config: KEY,
      schema: { summary: 'The key with which browsers subscribe to Web Push', response: answers(PushKey) },
    },
    async () => ({ key: await push.key() }),
  )

  app.post(
    '/notifiers/:id/browsers',
    {
      config: KEY,
      schema: {
        summary: 'Adds a browser to Web Push',
        params: IdParams,
        body: PushBrowser,
        response: answers(Notifier),
      },
    },
    async ({ params: { id }, body: { endpoint, keys } }) => {
      const config = book.notifier(id)
      await push.add(id, { endpoint, ...keys })
      return shown(config)
    },
  )
}
