import { buildImages } from '@acestream-orchestrator/emulator/image'

/** What TARGET_IMAGE is in the tests and benches of the whole product. */
export const PRODUCT_IMAGE = 'acestream-emulator:args'

/** Makes the engine's `POST /emulator/...` routes answer. */
export const PRODUCT_IMAGE_ENV = 'EMULATOR_CONTROL=on'

export const GLUETUN_IMAGE = 'gluetun-emulator:latest'

export async function importProductImages(dockerHost: string): Promise<void> {
  await buildImages({ dockerHost })
}
