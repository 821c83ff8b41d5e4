import '../styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { settings } from '../lib/app-settings.ts'
import { queryClient } from '../lib/cache.ts'
import { applyLanguage } from '../lib/i18n/use-i18n.ts'
import { App } from './app.tsx'
import { applyAppearance } from './appearance.ts'
import { takeHandedKey } from './handed-key.ts'
import { listenForShortcuts } from './keyboard.ts'
import './live.ts'

takeHandedKey()
applyAppearance()
listenForShortcuts()
settings.subscribe(() => {
  applyAppearance()
  void applyLanguage()
})
// Another language travels in a file of its own; without it the page is shown in English.
await applyLanguage().catch(() => undefined)

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  )
}
