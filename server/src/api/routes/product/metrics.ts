import type { App } from '../../http/typed.ts'
import type { Meters } from '../../metrics/meters.ts'

export function metricsRoutes(app: App, meters: Meters): void {
  app.get(
    '/metrics',
    { schema: { summary: 'For Prometheus', produces: ['text/plain'] } },
    async (_request, reply) => {
      const { contentType, text } = await meters.exposition()
      return reply.header('content-type', contentType).send(await text())
    },
  )
}
