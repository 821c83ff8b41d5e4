import type { ProxyFront } from '@acestream-orchestrator/contract/playback'
import { get } from '../../../connection/http/api.ts'
import { asRaw, list } from '../../../fleet/reading/read.ts'
import { readAs } from '../../../fleet/reading/read-as.ts'
import { frontShape } from './shapes.ts'

/** Where the proxies that run are reached by players. */
export const askAccess = {
  queryKey: ['playback-access'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ProxyFront[]> =>
    list(asRaw(await get('/playback/access', signal))['proxies'], (item) => readAs(frontShape, item)),
  refetchInterval: 5000,
  staleTime: 0,
}
