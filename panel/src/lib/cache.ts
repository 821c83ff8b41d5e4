import { QueryClient, skipToken, useQuery } from '@tanstack/react-query'
import type { ConnectionState } from './connection-state.ts'
import { INITIAL_CONNECTION } from './connection-state.ts'
import { EMPTY_WORLD, type World } from './model.ts'
import type { Trend } from './trend.ts'

/**
 * The one cache. The connection writes the fleet into it, part by part; everything else that is read from the
 * server (histories, statistics) are ordinary queries beside it.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: 1,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // The server may be on this very machine, whatever the browser thinks of the network.
      networkMode: 'always',
      staleTime: 10_000,
    },
  },
})

// Written, never fetched; kept for ever. Sharing is done where the data enters, so it is not done twice.
queryClient.setQueryDefaults(['fleet'], {
  queryFn: skipToken,
  gcTime: Number.POSITIVE_INFINITY,
  staleTime: Number.POSITIVE_INFINITY,
  structuralSharing: false,
})

type Part = keyof World
const keyOf = (part: Part | 'connection' | 'trend') => ['fleet', part] as const
const PARTS = Object.keys(EMPTY_WORLD) as Part[]

export function readWorld(): World {
  const entries = PARTS.map((part) => [part, queryClient.getQueryData(keyOf(part)) ?? EMPTY_WORLD[part]])
  return Object.fromEntries(entries) as World
}

/** Stores what changed; a part that kept its identity notifies nobody. */
export function writeWorld(before: World, after: World): void {
  for (const part of PARTS) {
    if (before[part] !== after[part]) queryClient.setQueryData(keyOf(part), after[part])
  }
}

export function patchWorld(change: (world: World) => Partial<World>): void {
  const before = readWorld()
  writeWorld(before, { ...before, ...change(before) })
}

/** Another server: nothing of the old one may be shown as the new one's. */
export function forgetWorld(): void {
  for (const part of PARTS) queryClient.setQueryData(keyOf(part), EMPTY_WORLD[part])
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'fleet' })
}

/** Reads everything beside the fleet again that is on the screen: histories and lists are as old as the last answer. */
export function refreshBeside(): void {
  void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'fleet' })
}

function usePart<P extends Part>(part: P): World[P] {
  const { data } = useQuery<World[P]>({ queryKey: keyOf(part) })
  return data ?? EMPTY_WORLD[part]
}

export const useEngines = () => usePart('engines')
export const useStreams = () => usePart('streams')
export const useVpn = () => usePart('vpn')
export const useStatus = () => usePart('status')
export const useJournal = () => usePart('journal')
export const useJobs = () => usePart('jobs')

/** One stream's readings; only a change of these renders. */
export function useTrail(streamId: string): World['trails'][string] {
  const { data } = useQuery<World['trails'], Error, World['trails'][string]>({
    queryKey: keyOf('trails'),
    select: (trails) => trails[streamId] ?? [],
  })
  return data ?? []
}

export const readConnection = (): ConnectionState =>
  queryClient.getQueryData(keyOf('connection')) ?? INITIAL_CONNECTION
export const writeConnection = (state: ConnectionState): void => {
  queryClient.setQueryData(keyOf('connection'), state)
}
export function useConnection(): ConnectionState {
  return useQuery<ConnectionState>({ queryKey: keyOf('connection') }).data ?? INITIAL_CONNECTION
}

export const readTrend = (): Trend => queryClient.getQueryData(keyOf('trend')) ?? []
export const writeTrend = (trend: Trend): void => {
  queryClient.setQueryData(keyOf('trend'), trend)
}
export const useTrend = (): Trend => useQuery<Trend>({ queryKey: keyOf('trend') }).data ?? []

/** Resolves once the server's first word is in the cache, good or bad, or when patience ends. */
export function firstWord(patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, patienceMs)
    const unsubscribe = queryClient.getQueryCache().subscribe(() => {
      if (readWorld().engines !== null || readConnection().fault !== null) done()
    })
    function done(): void {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
  })
}
