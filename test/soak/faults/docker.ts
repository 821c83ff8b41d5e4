import { setTimeout as delay } from 'node:timers/promises'
import type { ProxyFault } from '@acestream-orchestrator/testing/docker/socket-proxy'
import type { Fault } from '../chaos.ts'
import type { Scene } from '../scene.ts'

const AWAY_MS = 2000
const MISBEHAVES_MS = 6000

const SOCKET_FAULTS: Readonly<Record<ProxyFault, string>> = {
  reset: 'cut',
  hang: 'hangs',
  slow: 'slow (1.5 s an answer)',
  'cut-body': 'answers cut in the middle of the body',
  forbidden: 'everything forbidden',
  error: 'answers 500',
  garbage: 'answers garbage',
}

/** What happens to Docker and to the way to it. */
export const DOCKER_FAULTS: readonly Fault<Scene>[] = [
  {
    name: 'dockerd: killed (-9), with live-restore',
    strike: ({ rig }) => away(rig.control.kill, rig.control.start),
  },
  {
    name: 'dockerd: stopped, with live-restore',
    strike: ({ rig }) => away(rig.control.stop, rig.control.start),
  },
  {
    name: 'dockerd: killed (-9), without live-restore',
    strike: (scene) => endingAll(scene, scene.rig.control.kill),
  },
  {
    name: 'dockerd: stopped, without live-restore',
    strike: (scene) => endingAll(scene, scene.rig.control.stop),
  },
  {
    name: 'Docker socket: every connection closed once',
    strike: async ({ proxy }) => proxy.cut(),
  },
  ...Object.entries(SOCKET_FAULTS).map(([fault, words]) => ({
    name: `Docker socket: ${words} for 6 s`,
    strike: async ({ proxy }: Scene) => {
      proxy.fault = () => fault as ProxyFault
      proxy.cut()
      await delay(MISBEHAVES_MS)
      proxy.fault = () => undefined
    },
  })),
]

async function away(end: () => Promise<void>, start: () => Promise<void>): Promise<void> {
  await end()
  await delay(AWAY_MS)
  await start()
}

/** Every container ends with it, everybody else's too. */
async function endingAll(scene: Scene, end: () => Promise<void>): Promise<void> {
  const { control, foreigners } = scene.rig
  await control.setLiveRestore(false)
  scene.foreignersResting = true
  await away(end, control.start)
  scene.mendedAtMs = Date.now()
  await foreigners.startAgain()
  scene.foreignersResting = false
  await control.setLiveRestore(true)
}
