import type { Live } from '../live.ts'
import type { App } from '../typed.ts'

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
