import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { inspect, order, type RawContainer } from '@acestream-orchestrator/testing/orchestrator/product'
import type { Fault } from '../chaos.ts'
import { type Scene, victimOf } from '../scene.ts'

const ENDS_WITHIN_MS = 30_000

/** What happens to an engine in the field. Nothing is undone: the product has to deal with it. */
export const ENGINE_FAULTS: readonly Fault<Scene>[] = [
  onOne('killed', docker('POST', '/kill')),
  onOne('process killed on the host (-9)', async ({ rig }, { container_id }) => {
    const { State } = await inspect(rig.api, container_id)
    process.kill((State as { Pid?: number }).Pid ?? 0, 'SIGKILL')
  }),
  onOne('exits by itself', async (scene, engine) => {
    await order(engine, 'crash', { exitCode: 1 })
    await ended(scene, engine)
  }),
  ...(['hang', 'garbage', 'http-500', 'reset'] as const).map((api) =>
    onOne(`answers: ${api}`, (_, engine) => order(engine, 'fault', { api })),
  ),
  onOne('out of memory', async (scene, engine) => {
    await order(engine, 'fault', { memoryBytesPerSecond: 300_000_000 })
    await ended(scene, engine)
  }),
  onOne('paused', docker('POST', '/pause')),
  onOne('docker rm -f', docker('DELETE', '?force=true&v=true')),
  onOne('docker restart by another hand', docker('POST', '/restart?t=0')),
  onOne('docker stop by another hand', docker('POST', '/stop?t=1')),
  {
    name: 'all engines: killed at once',
    strike: async (scene) => {
      const engines = (await scene.product?.engines()) ?? []
      await Promise.all(engines.map((engine) => docker('POST', '/kill')(scene, engine)))
    },
  },
  {
    name: 'all engines: hang at once',
    strike: async ({ product }) => {
      const engines = (await product?.engines()) ?? []
      await Promise.all(engines.map((engine) => order(engine, 'fault', { api: 'hang' })))
    },
  },
]

/** The order is answered before its effect is there. */
function ended({ rig }: Scene, { container_id, container_name }: EngineState): Promise<unknown> {
  const isOver = async () => {
    const { status, text } = await rig.api.send('GET', `/containers/${container_id}/json`)
    return status === 404 || !(JSON.parse(text) as RawContainer).State.Running
  }
  return until(`the end of ${container_name}`, isOver, ENDS_WITHIN_MS)
}

type Strike = (scene: Scene, engine: EngineState) => Promise<void>

function onOne(name: string, strike: Strike): Fault<Scene> {
  return { name: `engine: ${name}`, strike: async (scene) => strike(scene, await victimOf(scene)) }
}

function docker(method: string, what: string): Strike {
  return async ({ rig }, { container_id }) => {
    await rig.api.json(method, `/containers/${container_id}${what}`)
  }
}
