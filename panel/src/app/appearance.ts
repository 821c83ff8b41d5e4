import { settings } from '../platform/app-settings.ts'
import { systemIsLight } from '../platform/system-theme.ts'

/** The browser's own bars take the colour of the page, whichever theme won. */
const BAR = { dark: '#0a0c11', light: '#f3f4f8' }

/** Puts theme and density on the document; the tokens do the rest. */
export function applyAppearance(): void {
  const { theme, density } = settings.get()
  const root = document.documentElement
  root.dataset['theme'] = theme
  root.dataset['density'] = density
  const light = theme === 'light' || (theme === 'system' && systemIsLight())
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', light ? BAR.light : BAR.dark)
}
