// fleet/: what the panel knows about the fleet right now, and pure functions over it.

import { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { INITIAL_CONNECTION } from '../connection/connection-state.ts'
import { createStore, useStore } from '../platform/store.ts'
import { EMPTY_WORLD, type World } from './model.ts'
import type { Trend } from './trend.ts'

/** What is asked for beside the fleet: histories, statistics, logs. */
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

/**
 * The fleet and how it comes here. Not queries: an observer of a query keeps what that held when it was mounted, and so
 * a whole fleet of hours ago for as long as a page stays open.
 */
const world = createStore(EMPTY_WORLD)
const connection = createStore(INITIAL_CONNECTION)
const trend = createStore<Trend>([])

export const readWorld = world.get

/** Stores what came to differ from `before`; what an action here changed in the meantime stays as it is. */
export function writeWorld(before: World, after: World): void {
  const changed = Object.entries(after).filter(([part, value]) => value !== before[part as keyof World])
  world.set({ ...world.get(), ...Object.fromEntries(changed) })
}

export const patchWorld = (change: (world: World) => Partial<World>): void =>
  world.set({ ...world.get(), ...change(world.get()) })

/** Another server: nothing of the old one may be shown as the new one's. */
export function forgetWorld(): void {
  world.set(EMPTY_WORLD)
  queryClient.removeQueries()
}

/** Reads everything beside the fleet again that is on the screen: histories and lists are as old as the last answer. */
export function refreshBeside(): void {
  void queryClient.invalidateQueries()
}

/** A part that kept its identity renders nothing. */
const useOf = <T>(select: (world: World) => T): T =>
  useSyncExternalStore(world.subscribe, () => select(world.get()))

export const useEngines = () => useOf(({ engines }) => engines)
export const useStreams = () => useOf(({ streams }) => streams)
export const useVpn = () => useOf(({ vpn }) => vpn)
export const useStatus = () => useOf(({ status }) => status)
export const useJournal = () => useOf(({ journal }) => journal)
export const useJobs = () => useOf(({ jobs }) => jobs)
/** What is and was wrong; `null` where an older server does not say. */
export const useIncidents = () => useOf(({ incidents }) => incidents)

const NO_TRAIL: World['trails'][string] = []

/** One stream's readings. */
export const useTrail = (streamId: string): World['trails'][string] =>
  useOf(({ trails }) => trails[streamId] ?? NO_TRAIL)

export const readConnection = connection.get
export const writeConnection = connection.set
export const useConnection = () => useStore(connection)

export const readTrend = trend.get
export const writeTrend = trend.set
export const useTrend = () => useStore(trend)

/** Resolves once the server's first word is in the cache, good or bad, or when patience ends. */
export function firstWord(patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, patienceMs)
    const listen = () => {
      if (world.get().engines !== null || connection.get().fault !== null) done()
    }
    const unsubscribes = [world.subscribe(listen), connection.subscribe(listen)]
    function done(): void {
      clearTimeout(timer)
      for (const unsubscribe of unsubscribes) unsubscribe()
      resolve()
    }
  })
}
