// `npm start`: orchestrator and playback proxy with the settings of the environment, after building what is not built yet.
import { BUILT_MAIN, BUILT_PROXY, ensureServer } from '../server/bundle.ts'
import { messageOf } from '../server/src/lib/errors.ts'
import { ensurePanel } from './build-panel.ts'
import { inRepository } from './repository.ts'

await ensurePanel()
becomeLauncher(await programs())

async function programs(): Promise<readonly [orchestrator: string, proxy: string]> {
  try {
    if (await ensureServer()) console.error('Built the server.')
    return [BUILT_MAIN, BUILT_PROXY]
  } catch (error) {
    console.error(`Running from the sources, which takes more memory: ${messageOf(error)}`)
    return [inRepository('server/src/main.ts'), inRepository('proxy/src/main.ts')]
  }
}

/** A shell takes the place of this process, so that nothing of the building stays in memory. */
function becomeLauncher(files: readonly string[]): void {
  const env = { ...process.env, NODE: process.execPath }
  process.execve?.('/bin/sh', ['sh', inRepository('scripts/launcher.sh'), 'guarded', ...files], env)
}
