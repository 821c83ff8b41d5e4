import type { Live } from '../live.ts'
import type { App } from '../typed.ts'

export function liveRoutes(app: App, live: Live): void {
  app.get(
    '/live',
    {
      exposeHeadRoute: false,
      schema: {
        description:
          'Server-sent events: `hello`, `snapshot`, then whole objects by id: `engine`, `engine_gone`, `stream`, ' +
          '`stream_gone`, `samples`, `vpn`, `status`, `journal`, `job`; `dropped` says why the server hangs up.',
        produces: ['text/event-stream'],
      },
    },
    (_request, reply) => live.join(reply),
  )
}
