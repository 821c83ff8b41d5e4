import type { EngineState, RecommendedEngine } from '@acestream-orchestrator/contract/engine'
import type { StreamEndedBody, StreamStartedBody, StreamState } from '@acestream-orchestrator/contract/stream'

/** The orchestrator as a client of the demo sees it. Everything rejects with what was asked and what came back. */
export interface Orchestrator {
  isReady(): Promise<boolean>
  engines(): Promise<readonly EngineState[]>
  recommended(): Promise<EngineState | undefined>
  streamStarted(body: StreamStartedBody): Promise<StreamState>
  streamEnded(body: StreamEndedBody): Promise<void>
}

const TIMEOUT_MS = 5000

export function createOrchestrator(address: string, key: string): Orchestrator {
  async function ask(path: string, body?: object): Promise<Response> {
    return fetch(`${address}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  }

  async function json<T>(path: string, body?: object): Promise<T> {
    const response = await ask(path, body)
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  return {
    isReady: () =>
      ask('/healthz').then(
        (response) => response.ok,
        () => false,
      ),
    engines: () => json('/engines?all=true'),
    recommended: async () => {
      const response = await ask('/engines/recommended?count=1')
      if (!response.ok) return undefined
      const [best] = (await response.json()) as RecommendedEngine[]
      return best?.engine
    },
    streamStarted: (body) => json('/events/stream_started', body),
    streamEnded: async (body) => {
      await json('/events/stream_ended', body)
    },
  }
}
