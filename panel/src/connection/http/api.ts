// connection/http/: single requests: the key they carry, what their failures mean, which address they go to.

import { currentServer, settings } from '../../platform/app-settings.ts'
import { setRoughServerTime } from '../../platform/clock.ts'
import { RequestFault } from './fault.ts'
import { KeyRefused, requestKey } from './key-request.ts'
import { type HttpRequest, readJson, send } from './send.ts'

export const READ_TIMEOUT_MS = 15_000
/** Stopping a stream or starting an engine is answered when it has happened. */
const WRITE_TIMEOUT_MS = 90_000

/** Servers that want the key for reads too (`PROTECT_READS`); elsewhere it is sent with protected calls only. */
const protectedReads = new Set<string>()

const keyKind = (error: unknown) => (error instanceof RequestFault ? error.fault.kind : null)

/** The key that reads of this server need, if they need one. */
export const readKey = (server: string): string | null =>
  protectedReads.has(server) ? settings.keyFor(server) : null

/** Runs a read without the key and, only if the server asks for it, again with it. */
export async function withReadKey<T>(server: string, read: (key: string | null) => Promise<T>): Promise<T> {
  const used = readKey(server)
  try {
    return await read(used)
  } catch (error) {
    const key = settings.keyFor(server)
    if (keyKind(error) !== 'key_missing' || key === null || key === used) throw error
    protectedReads.add(server)
    return read(key)
  }
}

/** Reads JSON from an open route. */
export function get(path: string, signal?: AbortSignal, server = currentServer()): Promise<unknown> {
  return withReadKey(server, async (key) => {
    const request = { server, path, key, timeoutMs: READ_TIMEOUT_MS }
    const response = await send(signal ? { ...request, signal } : request)
    setRoughServerTime(response.headers.get('date'))
    return readJson(response)
  })
}

/**
 * Sends to a protected route with the key of this very server. When the server wants one, or another one, the key
 * dialog opens and the call goes on with what was typed.
 */
export async function withKey<T>(use: (key: string | null, server: string) => Promise<T>): Promise<T> {
  const server = currentServer()
  for (;;) {
    try {
      return await use(settings.keyFor(server), server)
    } catch (error) {
      const kind = keyKind(error)
      if (kind !== 'key_missing' && kind !== 'key_wrong') throw error
      const given = await requestKey(kind === 'key_missing' ? 'missing' : 'wrong', server)
      if (!given) throw new KeyRefused('no key was given', { cause: error })
    }
  }
}

export async function write(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> {
  return withKey(async (key, server) => {
    const request: HttpRequest = { server, path, method, key, timeoutMs: WRITE_TIMEOUT_MS }
    const response = await send(body === undefined ? request : { ...request, body })
    return response.status === 204 ? null : readJson(response)
  })
}

/** As {@link write}, but with the stored key or none: for what happens while somebody types, which asks nobody for a key. */
export async function writeUnasked(
  method: 'POST',
  path: string,
  signal: AbortSignal,
  body?: unknown,
): Promise<unknown> {
  const server = currentServer()
  const key = settings.keyFor(server)
  return readJson(await send({ server, path, method, key, body, signal, timeoutMs: READ_TIMEOUT_MS }))
}

/** Reads JSON from a protected route. */
export const getProtected = (path: string): Promise<unknown> =>
  withKey(async (key, server) => readJson(await send({ server, path, key, timeoutMs: READ_TIMEOUT_MS })))
