/** Fleets that several specs look at. Each is a real server that came there by what happened around it. */
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Job } from '@acestream-orchestrator/contract/event'
import type { FakeRuntime } from '../../fakes/runtime.ts'
import type { ServerOptions, TestServer } from './server.ts'

export type Serve = (options?: ServerOptions) => Promise<TestServer>
export type Scene = (serve: Serve) => Promise<TestServer>

const FOR_EVER_MS = 24 * 3_600_000
/** Whatever is wrong stays so while a test looks at it. */
const LASTING = { UNHEALTHY_GRACE_S: '86400', STARTUP_TIMEOUT_S: '3600', STREAM_LOST_AFTER_S: '86400' }
const PREBUFFERING = { status: 'prebuf', progress: 64, downloaded: 0, speedDown: 0, peers: 4 }
/** After so long without a byte a stream is stalled, and a little more. */
const STALLED_MS = 30_000

/** Six engines, four streams and two that have ended, with ten minutes behind them. */
export const fine: Scene = (serve) => serve({ streams: 4, ended: 2, pastMs: 600_000 })

/** So many engines, and as many streams. */
export const large =
  (size: number): Scene =>
  (serve) =>
    serve({ engines: size, streams: size, vpn: false })

/**
 * acestream-1 is healthy, 2 hangs, 3 starts, 4 is drained, 5 ran out of memory, 6 is healthy; all are outdated. Streams in
 * order: active, stalled, one of unknown phase on the engine that hangs, starting. A scaling is under way.
 */
export async function mixed(serve: Serve): Promise<TestServer> {
  const server = await serve({ ended: 2, settings: LASTING })
  const [first, second, third, fourth, fifth] = await named(server, [1, 2, 3, 4, 5])
  const { runtime } = server.world
  await server.play(first, { title: 'Final · Copa del Norte' })
  const stalled = await server.play(first, { title: 'News 24 HD', isLive: false })
  await server.play(second, { title: 'Cinema Classics' })
  await server.advance(10_000)
  dryUp(server, stalled)
  runtime.creationMs = FOR_EVER_MS
  runtime.removalMs = FOR_EVER_MS
  runtime.setImage({ digest: 'sha256:two', createdAtMs: 0, hasEntrypoint: true })
  await server.call('POST', `/engines/${fourth.container_id}/drain?keep=true`)
  await server.call('POST', '/scale/8')
  await server.fail(second)
  await server.advance(STALLED_MS)
  server.hang(third)
  await server.call('POST', `/engines/${third.container_id}/restart`)
  await server.play(first, { title: 'Grand Prix, Sunday race', stat: PREBUFFERING })
  runtime.die(fifth.container_id, { exitCode: 137, oomKilled: true })
  await server.advance(1000)
  return server
}

/** No engine answers, no stream gets a byte, the VPN is down and Docker does not answer. */
export async function red(serve: Serve): Promise<TestServer> {
  const server = await serve({ streams: 4, ended: 2, settings: { ...LASTING, MAX_REPLICAS: '6' } })
  await turnRed(server)
  return server
}

/** What `red` shows, come over a fleet that was fine. */
async function turnRed(server: TestServer): Promise<void> {
  await failAll(server)
  await server.loseVpn()
  server.world.runtime.setReachable(false)
  await server.advance(1000)
}

/** Every engine hangs until it is found unhealthy. */
async function failAll(server: TestServer): Promise<void> {
  for (const engine of await server.engines()) server.hang(engine)
  for (const engine of await server.engines()) await server.fail(engine)
}

/** Engines without a VPN in front of them. */
export const withoutVpn: Scene = (serve) => serve({ engines: 3, streams: 2, ended: 1, vpn: false })

/** No engine, and none is wanted. */
export const empty: Scene = (serve) => serve({ engines: 0 })

export const SCRIPT = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'
export const LONG = 'x'.repeat(400)

/** Names, labels and titles that somebody else chose, with the worst in mind. */
export async function hostile(serve: Serve): Promise<TestServer> {
  const server = await serve({ engines: 3, settings: LASTING })
  const [first, second, third] = await named(server, [1, 2, 3])
  rename(server, first, SCRIPT, { [SCRIPT]: LONG })
  rename(server, second, LONG)
  rename(server, third, '\u202Egnp.exe \u{1F600} אבג')
  await server.play(first, { title: SCRIPT })
  await server.play(first, { title: LONG, id: `magnet:?xt=urn:btih:${LONG}|a/b?c#d` })
  await server.fail(second)
  return server
}

/** The engine misses one check and answers the next one. */
export async function missCheck(server: TestServer, engine: EngineState): Promise<void> {
  const lastReason = async () => {
    const found = (await server.engines()).find(({ container_id }) => container_id === engine.container_id)
    return found?.recent_checks.at(-1)?.reason
  }
  server.hang(engine)
  await server.until('a check is missed', async () => typeof (await lastReason()) === 'string')
  server.wake(engine)
  await server.until('the next one is answered', async () => (await lastReason()) === null)
}

/** Somebody removes the engines' image, and it is pulled like this; resolves once that is under way. */
export async function losesImage(server: TestServer, pull: FakeRuntime['pull']): Promise<void> {
  server.world.runtime.pull = pull
  server.world.runtime.setImage(undefined)
  await server.until('the pull of the image', async () =>
    (await server.call<Job[]>('GET', '/jobs')).some(({ kind }) => kind === 'image_pull'),
  )
}

/** The stream gets no byte from now on. */
export function dryUp(server: TestServer, stream: Parameters<TestServer['change']>[0]): void {
  server.change(stream, { speedDown: 0, downloaded: stream.downloaded ?? 1, peers: 0 })
}

/** acestream-n for each of these numbers. */
const named = <const N extends readonly number[]>(server: TestServer, numbers: N) =>
  Promise.all(numbers.map((n) => server.engine(n))) as unknown as Promise<{ [K in keyof N]: EngineState }>

/** Somebody else renames its container, and labels it. */
export function rename(
  { world: { runtime } }: TestServer,
  engine: EngineState,
  name: string,
  labels = {},
): void {
  const facts = runtime.containers.get(engine.container_id)
  if (facts === undefined) throw new Error(`no container ${engine.container_name}`)
  runtime.put({ ...facts, name, labels: { ...facts.labels, ...labels } })
}
