import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../chaos.ts'
import { type Scene, victimOf } from '../scene.ts'

const DOWN_MS = 3000
const FROZEN_MS = 4000
/** A replacement is on its way within this time. */
const IN_THE_MIDST_MS = 800

/** What happens to our own process. */
export const ORCHESTRATOR_FAULTS: readonly Fault<Scene>[] = [
  {
    name: 'orchestrator: killed (-9), started at once',
    strike: async (scene) => {
      await scene.takeDown().kill()
      await scene.start()
    },
  },
  {
    name: 'orchestrator: killed (-9) while it replaces an engine',
    strike: async (scene) => {
      const victim = await victimOf(scene)
      await scene.rig.api.json('POST', `/containers/${victim.container_id}/kill`)
      await delay(scene.random() * IN_THE_MIDST_MS)
      await scene.takeDown().kill()
      await scene.start()
    },
  },
  {
    name: 'orchestrator: stopped, an engine killed meanwhile',
    strike: async (scene) => {
      const victim = await victimOf(scene)
      await stop(scene)
      await scene.rig.api.json('POST', `/containers/${victim.container_id}/kill`)
      await delay(DOWN_MS)
      await scene.start()
    },
  },
  {
    name: 'orchestrator: stopped and started',
    strike: async (scene) => {
      await stop(scene)
      await scene.start()
    },
  },
  {
    name: 'orchestrator: frozen for 4 s',
    strike: async (scene) => {
      const product = scene.takeDown()
      process.kill(product.pid, 'SIGSTOP')
      await delay(FROZEN_MS)
      process.kill(product.pid, 'SIGCONT')
      scene.putBack(product)
    },
  },
]

async function stop(scene: Scene): Promise<void> {
  assert.equal(await scene.takeDown().stop(), 0, 'a stop by SIGTERM ends with 0')
}
