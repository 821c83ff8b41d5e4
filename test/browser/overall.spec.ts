// The sentence under the header: is it fine, and if not, what is wrong, since when, and is it being fixed?

import { main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { asStatus, NO_VPN, VPN_DOWN, VPN_UP } from '@acestream-orchestrator/testing/browser/stand-in/vpn'
import type { World } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

type Change = (world: World) => void

const noVpn: Change = (world) => {
  world.vpn = asStatus(NO_VPN)
}

const lostVpn: Change = (world) => {
  world.vpn = asStatus({ ...VPN_UP, ...VPN_DOWN, since: ago(40) })
  world.blocked = {
    code: 'vpn_disconnected',
    message: 'the VPN is not connected',
    reason_data: null,
    recovery_eta_seconds: null,
    can_retry: true,
    should_wait: true,
  }
}

const silent: Change = ({ engines }) => {
  const change = { health_status: 'unhealthy', health_reason: 'no answer within 5 s', health_since: ago(30) }
  for (const engine of engines) Object.assign(engine, change)
}

const noDocker: Change = (world) => {
  world.runtime = { ...world.runtime, reachable: false, since: ago(30), reason: 'connection refused' }
}

const full: Change = ({ engines }) => {
  for (const engine of engines) engine.stream_count = engine.max_streams
}

const unreadLog: Change = (world) => {
  world.log = {
    ok: false,
    reason: 'nobody reads the log: lines are dropped since 20:15',
    reason_data: null,
    dropped: 12,
  }
}

const SAID: readonly {
  readonly name: string
  readonly problems: number
  readonly changes: readonly Change[]
  readonly says: readonly RegExp[]
}[] = [
  { name: 'all well', problems: 0, changes: [], says: [/^All 6 engines healthy, VPN connected$/] },
  { name: 'no VPN configured', problems: 0, changes: [noVpn], says: [/^All 6 engines healthy$/] },
  {
    name: 'every engine silent',
    problems: 2,
    changes: [silent],
    says: [
      /^6 of 6 engines unhealthy for 3\ds$/,
      /no answer within 5 s\. Rechecked every few seconds/,
      /No engine is healthy, so none can take a stream/,
      /New streams can start as soon as one engine is healthy again/,
    ],
  },
  {
    name: 'every engine silent, and Docker too',
    problems: 3,
    changes: [silent, noDocker],
    says: [
      /^Docker has not responded for 3\ds: engines are shown as last known$/,
      /6 of 6 engines unhealthy for 3\ds/,
      /Rechecked every few seconds; none is replaced until Docker responds/,
    ],
  },
  {
    name: 'every engine full',
    problems: 1,
    changes: [full],
    says: [/^All engines are full: no engine can take another stream$/, /Raise the number of engines/],
  },
  {
    name: 'a log that nobody reads',
    problems: 1,
    changes: [unreadLog],
    says: [
      /^Nothing reads the server’s log: new lines are dropped$/,
      /since 20:15\. Engines and streams are not/,
    ],
  },
  {
    name: 'the VPN lost',
    problems: 1,
    changes: [lostVpn],
    says: [
      /^VPN disconnected for 4\ds: 6 engines waiting, new streams are rejected$/,
      /no handshake with the VPN server; Gluetun is reconnecting\. Waiting for the tunnel/,
    ],
  },
  {
    name: 'the VPN lost, and every engine with it',
    problems: 2,
    changes: [lostVpn, silent],
    says: [
      /^VPN disconnected for 4\ds: 6 engines waiting, new streams are rejected$/,
      /Waiting for the tunnel/,
      /6 of 6 engines unhealthy/,
    ],
  },
]

test.describe('the sentence under the header', () => {
  for (const { name, problems, changes, says } of SAID) {
    test(`says what is so: ${name}`, async ({ page, watch, standIn }) => {
      const server = await standIn({ beatMs: 0 })
      for (const change of changes) change(server.world)
      await openPanel(page, watch, server.url)
      const state = main(page).getByRole('region', { name: 'Overall state' })
      const [title, ...rest] = says
      await expect(state.getByRole('heading', { level: 1 })).toHaveText(title ?? '')
      for (const words of rest) await expect(state).toContainText(words)
      await expect(state.getByRole('listitem')).toHaveCount(problems)
    })
  }
})
