// Runs before the first paint: the stored theme, density and language, so that nothing flashes, and the live connection,
// so that the fleet is on its way while the scripts still are.
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

  // What the scripts call and the styles rest on; without it the page would stay empty or break later.
  const needed = [
    Array.prototype.toSorted,
    Array.prototype.findLast,
    AbortSignal.timeout,
    window.TextDecoderStream,
  ]
  if (needed.some((each) => each === undefined) || !CSS.supports('color', 'oklch(0 0 0)')) {
    const versions = 'Chrome / Edge 111, Firefox 128, Safari 16.4'
    const text =
      root.lang === 'es'
        ? `El panel necesita un navegador más reciente: ${versions.replace(' / ', ' o ')} o posterior.`
        : `The panel needs a newer browser: ${versions.replace(' / ', ' or ')}, or later.`
    document.addEventListener('DOMContentLoaded', () => {
      const said = document.createElement('p')
      said.setAttribute('role', 'alert')
      said.style.padding = '2rem'
      said.textContent = text
      document.body.replaceChildren(said)
    })
  }

  const served = /^(.*)\/panel\/(?:index\.html)?$/.exec(location.pathname)
  const polls = ['2', '5', '10', '30'].includes(stored.refresh)
  let lacksLive = false
  try {
    lacksLive = (sessionStorage.getItem('acestream-orchestrator.missing-routes') ?? '').includes('"/live"')
  } catch {
    // Nothing is remembered where storage is forbidden.
  }
  if (served === null || stored.serverUrl || polls || lacksLive || document.hidden) return
  const server = location.origin + served[1]
  const abort = new AbortController()
  const response = fetch(`${server}/live`, { cache: 'no-store', redirect: 'manual', signal: abort.signal })
  // Whoever takes it hears of a failure; nobody may take it.
  response.catch(() => undefined)
  window.earlyLive = { server, response, abort }
})()
