import { get, write } from '../../connection/http/api.ts'
import type { Entry } from '../../fleet/model.ts'
import { list } from '../../fleet/reading/read.ts'
import { readEntry } from '../../fleet/reading/readers.ts'

/** Reconnects, port and address changes, newest first. */
export const fetchVpnEvents = async (signal: AbortSignal): Promise<Entry[]> =>
  list(await get('/vpn/events', signal), readEntry)

/** Restarts a VPN container's tunnel, or releases the container from its engines. Null: the only one there is. */
export const changeVpn = (action: 'restart' | 'release', container: string | null) =>
  write('POST', `/vpn/${action}${container === null ? '' : `?container=${encodeURIComponent(container)}`}`)
