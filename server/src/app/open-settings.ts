import type { ConfigBase } from '../config/load.ts'
import type { Clock } from '../lib/clock.ts'
import { readSaved, SAVED_VERSION } from '../settings/saved.ts'
import { createSettings, type Settings } from '../settings/settings.ts'
import { openDocument } from '../store/documents/open-document.ts'

/** What was saved in the panel: no secrets. */
const FILE = 'settings.json'

/** The settings of this start, with what was saved in the panel. Never rejects: `fault()` says what is wrong with it. */
export async function openSettings(base: ConfigBase, dataDir: string, clock: Clock): Promise<Settings> {
  const document = await openDocument({ dataDir, name: FILE, version: SAVED_VERSION, read: readSaved, clock })
  return createSettings(base, document)
}
