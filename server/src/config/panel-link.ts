import { bracketed } from '../lib/address.ts'
import type { Config } from './config.ts'

/**
 * The panel's address as a person on this machine opens it, with the key in the fragment, which browsers never
 * send; `null` where no key is needed.
 */
export function panelLink({ http }: Config, key: string | null): string {
  const base = http.publicUrl ?? `http://${localName(http.host)}:${http.port}${http.basePath}`
  return `${base}/panel/${key === null ? '' : `#key=${encodeURIComponent(key)}`}`
}

/** An address that means "all" can be listened on but not opened. */
function localName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return bracketed(host)
}
