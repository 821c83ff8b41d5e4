// `npm start`: the orchestrator with the settings of the environment, after building what is not built yet.
import { BUILT_MAIN, ensureServer } from '../server/bundle.ts'
import { messageOf } from '../server/src/lib/errors.ts'
import { ensurePanel } from './build-panel.ts'

await ensurePanel()
await becomeServer()

/** The server takes the place of this process, so that nothing of the building stays in memory. */
async function becomeServer(): Promise<void> {
  try {
    if (await ensureServer()) console.error('Built the server.')
  } catch (error) {
    console.error(`Running the server from its sources, which takes more memory: ${messageOf(error)}`)
    await import('../server/src/main.ts')
    return
  }
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, BUILT_MAIN], process.env)
}
