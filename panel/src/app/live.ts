import { startConnection } from '../connection/connection.ts'
import { readConnection } from '../fleet/live-store.ts'
import { overallState } from '../fleet/overall/overall.ts'
import { settings } from '../platform/app-settings.ts'
import { watchForNotifications } from './notifications.ts'
import { showInTitle } from './title.ts'

/** The page's one connection. */
export const connection = startConnection({
  watchesHidden: () => settings.get().notifications,
  onBackground: (world, phase) => {
    const overall = overallState(world)
    showInTitle(overall, phase)
    if (phase === 'polling') watchForNotifications(overall)
  },
})

let { serverUrl, refresh } = settings.get()
settings.subscribe(() => {
  const now = settings.get()
  // Without an answer anything may help: a key that was just typed above all.
  const stuck = readConnection().fault !== null
  if (now.serverUrl === serverUrl && now.refresh === refresh && !stuck) return
  ;({ serverUrl, refresh } = now)
  connection.restart()
})
