import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Orchestrator } from './orchestrator.ts'
import { freePort } from './place.ts'
import { type Viewing, watch } from './viewer.ts'

export interface StoryParts {
  readonly orchestrator: Orchestrator
  readonly gluetunAddress: string
  readonly tell: (text: string) => void
}

/** Channels of the demo: any 40 hex digits are one for the emulator. */
const CHANNELS = Array.from({ length: 9 }, (_, index) => String(index + 1).repeat(40))

const AUDIENCE = 3
/** Longer than a stream may be silent before it counts as stalled. */
const STALL_S = 45
/** Long enough for three missed checks, shorter than the grace after them. */
const HANG_BUSY_S = 14

/** One thing that happens again and again, `firstS` after the beginning and then every `everyS`. */
interface Act {
  readonly firstS: number
  readonly everyS: number
  readonly play: () => Promise<void>
}

/** Life goes on until the signal aborts: people watch and leave, a channel stalls, an engine hangs, the VPN moves. */
export async function playStory({ orchestrator, gluetunAddress, tell }: StoryParts, signal: AbortSignal) {
  const viewings = new Set<Viewing>()
  let nextChannel = 0
  let nextAddress = 10

  async function join(): Promise<void> {
    const engine = await orchestrator.recommended()
    if (!engine) return
    const contentId = CHANNELS[nextChannel++ % CHANNELS.length] ?? ''
    const viewing = await watch(orchestrator, engine, contentId)
    viewings.add(viewing)
    tell(`Somebody watches channel ${contentId[0]} on ${engine.container_name}.`)
    viewing.ended.then(() => forget(viewing))
  }

  /** The orchestrator knows already why a stream ended by itself; telling it again changes nothing. */
  async function forget(viewing: Viewing): Promise<void> {
    if (viewings.delete(viewing)) await viewing.leave('playback ended').catch(() => {})
  }

  async function seatAudience(): Promise<void> {
    if (viewings.size < AUDIENCE) await join()
  }

  async function changeChannel(): Promise<void> {
    const [longest] = viewings
    if (!longest) return
    viewings.delete(longest)
    await longest.leave('viewer left')
    tell(`The viewer of channel ${longest.contentId[0]} leaves; another will come.`)
  }

  async function stall(): Promise<void> {
    const viewing = [...viewings].at(-1)
    if (!viewing) return
    tell(`Channel ${viewing.contentId[0]} stalls for ${STALL_S} s.`)
    const fault = `${controlOf(viewing.engine)}/emulator/fault?content=${viewing.contentId}`
    await post(fault, { delivery: 'stall' })
    await sleep(STALL_S * 1000, undefined, { signal })
    await fetch(fault, { method: 'DELETE' })
  }

  async function hangIdle(): Promise<void> {
    const engine = (await healthyEngines()).find(({ stream_count }) => stream_count === 0)
    if (!engine) return
    tell(`${engine.container_name} hangs: it will turn red and be replaced.`)
    await post(`${controlOf(engine)}/emulator/fault`, { api: 'hang' })
  }

  async function hangBusy(): Promise<void> {
    const engine = (await healthyEngines()).find(({ stream_count }) => stream_count > 0)
    if (!engine) return
    tell(`${engine.container_name} stops answering for ${HANG_BUSY_S} s: it turns red and recovers.`)
    await post(`${controlOf(engine)}/emulator/fault`, { probes: 'hang' })
    await sleep(HANG_BUSY_S * 1000, undefined, { signal })
    await fetch(`${controlOf(engine)}/emulator/fault`, { method: 'DELETE' })
  }

  async function crash(): Promise<void> {
    const engine = (await healthyEngines()).at(-1)
    if (!engine) return
    tell(`${engine.container_name} crashes with exit code 139.`)
    await post(`${controlOf(engine)}/emulator/crash`, { exitCode: 139 })
  }

  async function moveVpn(): Promise<void> {
    const publicIp = `203.0.113.${++nextAddress}`
    const forwarded = await freePort()
    tell(`The VPN reconnects: address ${publicIp}, forwarded port ${forwarded}.`)
    await post(`${gluetunAddress}/emulator/reconnect`, { publicIp, forwardedPorts: [forwarded] })
  }

  async function healthyEngines(): Promise<EngineState[]> {
    return (await orchestrator.engines()).filter(({ health_status }) => health_status === 'healthy')
  }

  const acts: readonly Act[] = [
    { firstS: 0, everyS: 3, play: seatAudience },
    { firstS: 50, everyS: 45, play: changeChannel },
    { firstS: 35, everyS: 80, play: stall },
    { firstS: 60, everyS: 240, play: hangIdle },
    { firstS: 130, everyS: 240, play: hangBusy },
    { firstS: 200, everyS: 240, play: crash },
    { firstS: 170, everyS: 240, play: moveVpn },
  ]
  await Promise.all(acts.map((act) => repeat(act, signal)))
}

/** An act that fails is skipped this time: an engine may be gone, a start refused. */
async function repeat({ firstS, everyS, play }: Act, signal: AbortSignal): Promise<void> {
  try {
    for (let waitS = firstS; ; waitS = everyS) {
      await sleep(waitS * 1000, undefined, { signal })
      await play().catch(() => {})
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function controlOf({ host, port }: EngineState): string {
  return `http://${host}:${port}`
}

async function post(url: string, body: object): Promise<void> {
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  })
}
