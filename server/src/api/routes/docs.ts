import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { ApiContext } from '../context.ts'
import type { App } from '../typed.ts'

/** Collects the schemas of every route registered after it. */
export async function collectDocs(app: App, { version, settings }: ApiContext): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Acestream Orchestrator',
        version,
        description:
          'Keeps AceStream engines running and tracks their streams. Every path exists under /api/v1 too.',
      },
      servers: [{ url: settings.basePath === '' ? '/' : settings.basePath }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
    transform: ({ schema, url, route }) => {
      const needsKey = route.config?.access === 'key'
      return { schema: needsKey ? { ...schema, security: [{ key: [] }] } : schema, url }
    },
  })
}

/** The description itself, and a page that shows it, all from our own files. */
export async function docsRoutes(app: App): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}
