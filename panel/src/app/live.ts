import { settings } from '../lib/app-settings.ts'
import { startConnection } from '../lib/connection.ts'
import { watchForNotifications } from './notifications.ts'
import { showInTitle } from './title.ts'

/** The page's one connection. */
export const connection = startConnection({
  watchesHidden: () => settings.get().notifications,
  onBackground: (world) => {
    showInTitle(world, 'polling')
    watchForNotifications(world)
  },
})

let { serverUrl, refresh } = settings.get()
settings.subscribe(() => {
  const now = settings.get()
  if (now.serverUrl === serverUrl && now.refresh === refresh) return
  ;({ serverUrl, refresh } = now)
  connection.restart()
})
