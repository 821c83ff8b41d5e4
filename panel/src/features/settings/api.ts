import { READ_TIMEOUT_MS } from '../../connection/http/api.ts'
import { RequestFault } from '../../connection/http/fault.ts'
import { readJson, send } from '../../connection/http/send.ts'

export type KeyTest = 'accepted' | 'refused'

/**
 * Asks a protected route for a container that can't exist: a right key gets 404, a wrong one 403. Works with
 * every version of the server; an answer that is not of its kind is a fault.
 */
export async function testKey(server: string, key: string): Promise<KeyTest> {
  try {
    await readJson(await send({ server, path: '/containers/key-test', key, timeoutMs: READ_TIMEOUT_MS }))
    return 'accepted'
  } catch (error) {
    if (!(error instanceof RequestFault)) throw error
    const { kind, detail } = error.fault
    if (kind === 'not_found' && detail !== null) return 'accepted'
    if (kind === 'key_missing' || kind === 'key_wrong') return 'refused'
    throw error
  }
}
