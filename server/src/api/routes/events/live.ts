import type { App } from '../../http/typed.ts'
import type { Live } from '../../live/live.ts'

export function liveRoutes(app: App, live: Live): void {
  app.get(
    '/live',
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Server-sent events: a snapshot, then whole objects by id',
        produces: ['text/event-stream'],
      },
    },
    (_request, reply) => live.join(reply),
  )
}
