import { Notifier, PushBrowser, PushKey } from '@acestream-orchestrator/contract/alert'
import { Type } from 'typebox'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { notifierOf } from '../../present/alert.ts'
import { answers, IdParams } from '../shapes.ts'

const KEY = { access: 'key' } as const

const READ_KEY = { summary: 'The key with which browsers subscribe to Web Push', response: answers(PushKey) }
const ADD = {
  summary: 'Adds a browser to Web Push',
  params: IdParams,
  body: PushBrowser,
  response: answers(Notifier),
}
const REMOVE = {
  summary: 'Removes a browser from Web Push',
  params: Type.Object({ ...IdParams.properties, browser: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  response: answers(Notifier),
}

/** Browsers that Web Push sends to. Their addresses are written and never shown. */
export function pushBrowserRoutes(app: App, { alerts }: ApiContext): void {
  const { book, push } = alerts

  app.get('/notifiers/push/key', { config: KEY, schema: READ_KEY }, async () => ({ key: await push.key() }))

  app.post('/notifiers/:id/browsers', { config: KEY, schema: ADD }, async ({ params: { id }, body }) => {
    const config = book.notifier(id)
    await push.add(id, { endpoint: body.endpoint, ...body.keys })
    return notifierOf(config, alerts)
  })

  app.delete('/notifiers/:id/browsers/:browser', { config: KEY, schema: REMOVE }, async ({ params }) => {
    const config = book.notifier(params.id)
    await push.remove(params.id, params.browser)
    return notifierOf(config, alerts)
  })
}
