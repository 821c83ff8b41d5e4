// `npm start`: the orchestrator with the settings of the environment, after building the panel if need be.
import { ensurePanel } from './build-panel.ts'

await ensurePanel()
await import('../server/src/main.ts')
