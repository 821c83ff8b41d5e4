import type { ImageCheck, ImageUpdate } from '@acestream-orchestrator/contract/provisioning'
import type { SettingsPreview, SettingsView } from '@acestream-orchestrator/contract/settings'
import { get, getProtected, write, writeUnasked } from '../../../connection/http/api.ts'

export type Changes = Readonly<Record<string, string | null>>

/** The page and the server are of one version here: the route came with this section. */
export const fetchSettings = async (): Promise<SettingsView> =>
  (await getProtected('/settings')) as SettingsView

export const previewSettings = async (changes: Changes, signal: AbortSignal): Promise<SettingsPreview> =>
  (await writeUnasked('POST', '/settings/preview', signal, { changes })) as SettingsPreview

export const saveSettings = async (revision: number, changes: Changes): Promise<SettingsView> =>
  (await write('PATCH', '/settings', { revision, changes })) as SettingsView

/** The server asks the registry, which takes seconds. */
export const checkImage = async (): Promise<ImageCheck> => (await write('POST', '/image/check')) as ImageCheck

export const fetchImageUpdate = async (signal: AbortSignal): Promise<ImageUpdate> =>
  (await get('/image/update', signal)) as ImageUpdate

export const startImageUpdate = async (): Promise<ImageUpdate> =>
  (await write('POST', '/image/update')) as ImageUpdate

export const cancelImageUpdate = async (): Promise<ImageUpdate> =>
  (await write('DELETE', '/image/update')) as ImageUpdate
