import { openDialog } from '../components/dialogs/open-dialog.ts'
import { servedFrom } from '../connection/http/server-url.ts'
import { currentServer, settings } from '../platform/app-settings.ts'
import { keyInHash } from '../routing/route.ts'

/**
 * Takes the key of a start-up link (`/panel/#key=…`) and removes it from the address and the history before anything
 * else happens. It is for the server that served the page, and another key of that server is not replaced unasked.
 */
function takeHandedKey(): void {
  const key = keyInHash(location.hash)
  if (key === null) return
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  const server = servedFrom(location.href) ?? currentServer()
  const known = settings.keyFor(server)
  if (known === null) settings.setKey(server, key)
  else if (known !== key) openDialog({ kind: 'replace-key', server, apiKey: key })
}

/** Now, and whenever such a link is opened in a tab that shows the panel already. */
export function listenForHandedKey(): void {
  takeHandedKey()
  window.addEventListener('hashchange', takeHandedKey)
}
