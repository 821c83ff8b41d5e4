// Runs before the first paint: the stored theme, density and language, so that nothing flashes.
;(() => {
  const root = document.documentElement
  let stored = {}
  try {
    stored = JSON.parse(localStorage.getItem('acestream-orchestrator.settings')) || {}
  } catch {
    // Storage may be forbidden or hold something else: the defaults in the page stand.
  }
  if (['dark', 'light', 'system'].includes(stored.theme)) root.dataset.theme = stored.theme
  if (['comfortable', 'compact'].includes(stored.density)) root.dataset.density = stored.density
  root.lang = stored.language || (navigator.language.startsWith('es') ? 'es' : 'en')
})()
