import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { KEY } from '../rigs/api.ts'

/**
 * The requests of the acexy fork that asks an orchestrator for its engines, as its source sends them
 * (github.com/krinkuto11/acexy, `orchestrator_events.go` and `proxy.go`): each waits 3 s; the status is read without the
 * key; the session it reports is the token of the stat path, and the stream's id `<key>|<token>`.
 */
const PATIENCE_MS = 3000

/** The fields it decodes of `GET /engines`. */
export interface ForkEngine {
  readonly container_id: string
  readonly container_name: string
  readonly host: string
  readonly port: number
  readonly health_status: string
  readonly streams: readonly string[]
  readonly first_seen: string
  readonly last_seen: string
}

export interface ForkPlay {
  readonly streamId: string
  readonly token: string
  /** What it asks of its engine: `<infohash>/<token>`. */
  readonly path: string
}

export interface Fork {
  status(): Promise<Response>
  engines(): Promise<readonly ForkEngine[]>
  startedOn(containerId: string): Promise<readonly { readonly status: string }[]>
  provision(): Promise<Response>
  /** A play draws a new player id, and with it a new token. */
  newPlay(key: string): ForkPlay
  started(
    engine: { readonly host: string; readonly port: number },
    key: string,
    play: ForkPlay,
  ): Promise<Response>
  ended(play: ForkPlay, reason: string): Promise<Response>
}

export function acexyFork(base: string): Fork {
  const keyed = { authorization: `Bearer ${KEY}` }

  const get = (path: string, headers: Record<string, string> = keyed) =>
    fetch(`${base}${path}`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) })

  const post = (path: string, body: unknown) =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { ...keyed, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })

  async function list<T>(path: string): Promise<readonly T[]> {
    const answer = await get(path)
    assert.equal(answer.status, 200, path)
    return (await answer.json()) as T[]
  }

  return {
    status: () => get('/orchestrator/status', {}),
    engines: () => list<ForkEngine>('/engines'),
    startedOn: (id) => list(`/streams?container_id=${id}&status=started`),
    provision: () => post('/provision/acestream', { labels: {}, env: {} }),
    newPlay: (key) => {
      const token = randomUUID().replaceAll('-', '')
      return { streamId: `${key}|${token}`, token, path: `${key}/${token}` }
    },
    started: ({ host, port }, key, { streamId, token, path }) =>
      post('/events/stream_started', {
        engine: { host, port },
        stream: { key_type: 'infohash', key },
        session: {
          playback_session_id: token,
          stat_url: `http://${host}:${port}/ace/stat/${path}`,
          command_url: `http://${host}:${port}/ace/cmd/${path}`,
          is_live: 1,
        },
        labels: { stream_id: streamId },
      }),
    ended: ({ streamId }, reason) => post('/events/stream_ended', { stream_id: streamId, reason }),
  }
}
