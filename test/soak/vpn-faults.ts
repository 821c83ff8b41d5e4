import { setTimeout as delay } from 'node:timers/promises'
import type { DockerApi } from '@acestream-orchestrator/testing/docker/docker-api'
import {
  addGluetun,
  GLUETUN,
  restartContainer,
  setGluetunFault,
  setTunnel,
} from '@acestream-orchestrator/testing/docker/gluetun-container'
import type { Fault } from './chaos.ts'

export interface VpnScene {
  readonly api: DockerApi
}

const HANGS_FOR_MS = 6000

/** What happens to a Gluetun in the field. */
export const VPN_FAULTS: readonly Fault<VpnScene>[] = [
  { name: 'restarted', strike: ({ api }) => restartContainer(api, GLUETUN) },
  {
    name: 'killed and started',
    strike: async ({ api }) => {
      await api.send('POST', `/containers/${GLUETUN}/kill`)
      await delay(1500)
      await api.json('POST', `/containers/${GLUETUN}/start`)
    },
  },
  {
    name: 'recreated',
    strike: async ({ api }) => {
      await api.erase(GLUETUN)
      await addGluetun(api)
    },
  },
  {
    name: 'flapping',
    strike: async ({ api }) => {
      for (let round = 0; round < 4; round++) {
        await setTunnel(api, GLUETUN, { status: 'crashed' })
        await delay(700)
        await setTunnel(api, GLUETUN, { status: 'running' })
        await delay(700)
      }
    },
  },
  ...(['hang', 'garbage', 'reset', 'http-500'] as const).map((answer) => ({
    name: `control server: ${answer}`,
    strike: async ({ api }: VpnScene) => {
      await setGluetunFault(api, GLUETUN, { answer })
      await delay(HANGS_FOR_MS)
      await setGluetunFault(api, GLUETUN, { answer: 'ok' })
    },
  })),
  {
    name: 'tunnel stopped',
    strike: async ({ api }) => {
      await setTunnel(api, GLUETUN, { status: 'stopped' })
      await delay(3000)
      await setTunnel(api, GLUETUN, { status: 'running', publicIp: '203.0.113.9' })
    },
  },
]
