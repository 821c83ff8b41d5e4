/** The command line of both emulators; see README.md. Exits with 1 and one line on what is wrong. */
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/** In a checkout the second start compiles nothing again; in an image there is no such place. */
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))
if (existsSync(packages)) enableCompileCache(`${packages}/.cache/node`)

const [command, ...args] = process.argv.slice(2)

const COMMANDS: Readonly<Record<string, () => Promise<number>>> = {
  engine: async () => (await import('./cli/engine-command.ts')).runEngines(args, false),
  // started as `python main.py`: the Android-derived builds need no client flag
  'android-engine': async () => (await import('./cli/engine-command.ts')).runEngines(args, true),
  gluetun: async () => (await import('./cli/gluetun-command.ts')).runGluetun(),
  healthcheck: async () => (await import('./cli/gluetun-command.ts')).runHealthcheck(),
}

try {
  const run = COMMANDS[command ?? '']
  if (!run) throw new Error(`usage: main.ts ${Object.keys(COMMANDS).join(' | ')}`)
  process.exit(await run())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
