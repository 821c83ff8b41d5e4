import type { App } from '../../http/typed.ts'
import type { ApiSettings } from '../../ports.ts'

/** Players that were pointed at us instead of the playback proxy find their way: same path, same query. */
export function aceRoutes(app: App, { port, publicUrl }: NonNullable<ApiSettings['proxy']>): void {
  app.get('/ace/*', { config: { access: 'open' }, schema: { hide: true } }, (request, reply) => {
    const target = URL.parse(request.url, publicUrl ?? `http://${request.hostname}:${port}`)
    return target === null ? reply.callNotFound() : reply.redirect(target.href, 307)
  })
}
