import {
  LeaseBody,
  PlaybackAccess,
  PlaybackLease,
  type ProxyFront,
  ProxySessionsAnswer,
  ProxySessionsBody,
  StreamViewer,
  ViewerClosing,
} from '@acestream-orchestrator/contract/playback'
import { Type } from 'typebox'
import type { Engine } from '../../../engines/engine.ts'
import { DomainError } from '../../../lib/errors.ts'
import { HAND_OUT_MS } from '../../../playback/leases.ts'
import { type ApiContext, callerSignal } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { iso } from '../../present/time.ts'
import { readStart } from '../../read/stream.ts'
import { answers, IdParams } from '../shapes.ts'

const key = { access: 'key' } as const

const ViewerParams = Type.Object({ ...IdParams.properties, viewer: Type.String({ maxLength: 64 }) })
const ProxyParams = Type.Object({ proxy: Type.String({ pattern: '^[\\w.-]{1,64}$' }) })

/** What the data plane asks and says. */
export function playbackRoutes(app: App, context: ApiContext): void {
  const { playback, recommend, clock, stopping } = context

  app.post(
    '/playback/leases',
    {
      config: key,
      schema: {
        summary: 'A place on an engine for one session of a content; starts an engine if there may be more',
        body: LeaseBody,
        response: answers(PlaybackLease),
      },
    },
    async ({ body }, reply) => {
      const request = { keyType: body.key_type, key: body.key, exclude: body.exclude ?? [] }
      const engine = await playback.lease(request, callerSignal(reply, stopping))
      return { ...engineOf(engine), expires_at: iso(clock.now() + HAND_OUT_MS) }
    },
  )

  app.put(
    '/playback/sessions/:proxy',
    {
      config: key,
      schema: {
        summary: 'Everything that a proxy has open now; repeated every second',
        params: ProxyParams,
        body: ProxySessionsBody,
        response: answers(ProxySessionsAnswer),
      },
    },
    async ({ params, body }) => {
      const sessions = body.sessions.map((each) => ({
        ...readStart(each),
        viewers: each.viewers,
        viewerList: each.viewer_list ?? [],
      }))
      const expiresAtMs = await playback.report(params.proxy, sessions, body.front && frontOf(body.front))
      const engines = recommend(MOST_ENGINES, new Set()).map(({ engine }) => engineOf(engine))
      const ids = [...new Set(sessions.flatMap(({ containerId }) => containerId ?? []))]
      return {
        expires_at: iso(expiresAtMs),
        engines,
        close: [...playback.audience.toClose(params.proxy)],
        leave: ids.filter(playback.isLeaving),
        gone: ids.filter(playback.isGone),
      }
    },
  )
}

const frontOf = ({ host, port, public_url, needs_key }: ProxyFront) => ({
  host,
  port,
  publicUrl: public_url,
  needsKey: needs_key,
})

/** Where players connect, and who watches a stream through a proxy. */
export function viewerRoutes(app: App, { playback, streams }: ApiContext): void {
  async function existing(id: string): Promise<string> {
    const stream = await streams.get(id)
    if (stream === undefined)
      throw new DomainError('not_found', { code: 'stream_not_found', id: id.slice(0, 200) })
    return stream.id
  }

  app.get(
    '/playback/access',
    { schema: { summary: 'Where players reach the playback proxy', response: answers(PlaybackAccess) } },
    async () => ({
      proxies: playback.fronts().map(({ host, port, publicUrl, needsKey }) => ({
        host,
        port,
        public_url: publicUrl,
        needs_key: needsKey,
      })),
    }),
  )

  app.get(
    '/streams/:id/viewers',
    {
      schema: {
        summary: 'Who watches it through the playback proxy',
        params: IdParams,
        response: answers(Type.Array(StreamViewer)),
      },
    },
    async ({ params }) => [...playback.audience.of(await existing(params.id))],
  )

  app.delete(
    '/streams/:id/viewers/:viewer',
    {
      config: key,
      schema: {
        summary: 'Closes the connection of one who watches it, within two seconds',
        params: ViewerParams,
        response: answers(ViewerClosing),
      },
    },
    async ({ params: { id, viewer } }) => {
      if (!playback.audience.close(await existing(id), viewer))
        throw new DomainError('not_found', { code: 'viewer_not_found', id: viewer })
      return { closing: true as const }
    },
  )
}

/** What a proxy goes on with while we are away. */
const MOST_ENGINES = 100

/** Where we reach it ourselves: a proxy runs beside us. */
function engineOf({ id, name, dial }: Engine) {
  return { container_id: id, container_name: name, host: dial.host, port: dial.port }
}
