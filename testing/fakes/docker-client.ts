import { Readable } from 'node:stream'
import type { Clock } from '../../server/src/lib/clock.ts'
import { trackReachability } from '../../server/src/runtime/common/reachability.ts'
import type { DockerCall, DockerClient } from '../../server/src/runtime/docker/connection/client.ts'
import { endpointOf } from '../../server/src/runtime/docker/connection/endpoint.ts'
import { DockerRefusal } from '../../server/src/runtime/docker/connection/refusal.ts'

/** The JSON of an answer, or what works it out from the call; an error is thrown. For a stream, its chunks. */
export type Reply = object | undefined | ((call: DockerCall) => unknown)

export interface FakeDockerClient extends DockerClient {
  /** What was called, in order: `POST /containers/create`. */
  readonly calls: string[]
  readonly details: DockerCall[]
}

/** A Docker API without HTTP: `replies` by method and path, 404 for all else. They may be changed at any time. */
export function fakeDockerClient(replies: Record<string, Reply>, clock: Clock): FakeDockerClient {
  const calls: string[] = []
  const details: DockerCall[] = []

  async function answer(call: DockerCall, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted()
    const key = `${call.method} ${call.path}`
    calls.push(key)
    details.push(call)
    if (!(key in replies)) throw new DockerRefusal(404, `No such container: ${call.subject}`)
    const reply = replies[key]
    const value: unknown = typeof reply === 'function' ? await reply(call) : reply
    signal.throwIfAborted()
    if (value instanceof Error) throw value
    return value
  }

  return {
    calls,
    details,
    endpoint: endpointOf({ dockerHost: 'unix:///nowhere.sock', tlsVerify: false, certPath: null }),
    reachability: trackReachability('docker', clock),
    call: async (call, signal) => {
      const value = call.read(await answer(call, signal))
      if (value === undefined) throw new Error(`${call.path} was answered with what no call of it reads`)
      return value
    },
    open: async (call, signal) => Readable.from((await answer(call, signal)) as Iterable<unknown>),
  }
}
