import { JournalEntry } from '@acestream-orchestrator/contract/event'
import { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { Type } from 'typebox'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { journalEntry } from '../../present/event.ts'
import { vpnStatus } from '../../present/vpn.ts'
import { answers } from '../shapes.ts'

export function vpnRoutes(app: App, { vpn, journal, engines, commands }: ApiContext): void {
  app.get(
    '/vpn/status',
    { schema: { summary: 'The VPN as last seen', response: answers(VpnStatus) } },
    async () => vpnStatus(vpn.nodes()),
  )

  app.get(
    '/vpn/events',
    {
      schema: {
        summary: 'What happened to the VPN, newest first',
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
        response: answers(Type.Array(JournalEntry)),
      },
    },
    async ({ query: { limit = 100 } }) => (await journal.query({ type: 'vpn', limit })).map(journalEntry),
  )

  app.post(
    '/vpn/restart',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Restarts the tunnel',
        refusals: [404],
        querystring: Type.Object({ container: Type.Optional(Type.String({ maxLength: 128 })) }),
        response: answers(VpnStatus),
      },
    },
    async ({ query: { container } }) => {
      await vpn.restart(container)
      return vpnStatus(vpn.nodes())
    },
  )

  app.post(
    '/vpn/release',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Removes the engines of a VPN container and starts none in it until it is recreated',
        refusals: [404],
        querystring: Type.Object({ container: Type.Optional(Type.String({ maxLength: 128 })) }),
        response: answers(VpnStatus),
      },
    },
    async ({ query: { container } }) => {
      const name = vpn.release(container)
      const inside = engines.list().filter(({ engineSpec }) => engineSpec.vpn === name)
      for (const { id } of inside) await commands.requestRemoval(id, { code: 'vpn_released', vpn: name })
      return vpnStatus(vpn.nodes())
    },
  )
}
