import { useMemo } from 'react'
import { useEngines, useIncidents, useStatus, useStreams, useVpn } from '../live-store.ts'
import { EMPTY_WORLD } from '../model.ts'
import { type Overall, overallState } from './overall.ts'

/** The overall state, recomputed when one of its inputs changes. */
export function useOverall(): Overall {
  const engines = useEngines()
  const streams = useStreams()
  const vpn = useVpn()
  const status = useStatus()
  const incidents = useIncidents()
  return useMemo(
    () => overallState({ ...EMPTY_WORLD, engines, streams, vpn, status, incidents }),
    [engines, streams, vpn, status, incidents],
  )
}
