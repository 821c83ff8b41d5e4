// app/: the page as a whole: start-up, navigation, title, announcements. The frame around each section is in shell/.

import '../styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { options } from 'preact'
import { createRoot } from 'react-dom/client'
import { firstWord, queryClient } from '../fleet/live-store.ts'
import { writeExactNumbers } from '../i18n/format.ts'
import { applyLanguage } from '../i18n/use-i18n.ts'
import { settings } from '../platform/app-settings.ts'
import { onSystemTheme } from '../platform/system-theme.ts'
import { keepListInAddress } from '../routing/use-route.ts'
import { App } from './app.tsx'
import { applyAppearance } from './appearance.ts'
import { listenForHandedKey } from './handed-key.ts'
import { listenForShortcuts } from './keyboard.ts'
import './live.ts'
import { listenForNotificationClicks } from './notifications.ts'
import { allowTranslation } from './translation.ts'

allowTranslation()
listenForHandedKey()
applyAppearance()
listenForShortcuts()
listenForNotificationClicks()
keepListInAddress()
onSystemTheme(applyAppearance)
settings.subscribe(() => {
  applyAppearance()
  void applyLanguage()
})
/** The static page stays for so long, so that the first thing drawn is the fleet and not its absence. */
const PATIENCE_MS = 250

// Another language travels in a file of its own; without it the page is shown in English.
await Promise.all([applyLanguage().catch(() => undefined), firstWord(PATIENCE_MS)])

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  )
  // From now on effects run before the next key is heard, as React's do: a dialog that just opened closes by Escape.
  requestAnimationFrame(() => {
    options.requestAnimationFrame = queueMicrotask
    writeExactNumbers()
  })
}
