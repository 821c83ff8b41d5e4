import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { withEnvFile } from './environment.ts'
import { createLog } from './log.ts'
import { type Proxy as Playback, startProxy } from './proxy.ts'
import { type ReadSettings, readSettings, type Settings } from './settings.ts'

/** What is left after so long is left to the orchestrator, which stops the sessions of a proxy that is silent. */
const STOP_WITHIN_MS = 5000
/** Whoever has the port may end: it is tried again. */
const RETRY_LISTENING_MS = 5000
/** sysexits.h, EX_CONFIG: no restart helps (scripts/launcher.sh). */
const WRONG_SETTINGS = 78

function die(line: string, code = 1): never {
  process.stderr.write(`proxy: ${line}\n`)
  process.exit(code)
}

function settingsOf(env: ReturnType<typeof environment>): Settings {
  const read: ReadSettings = readSettings(env)
  if (read.kind === 'faults') die(read.faults.join('\n'), WRONG_SETTINGS)
  return read.settings
}

function environment() {
  try {
    return withEnvFile(process.env)
  } catch (error) {
    die(`ENV_FILE: ${error instanceof Error ? error.message : error}`, WRONG_SETTINGS)
  }
}

/** The orchestrator makes the file at its first start, which may come after ours. */
function keyOf({ apiKey, apiKeyFile }: Settings): string {
  if (apiKey !== null) return apiKey
  try {
    return readFileSync(apiKeyFile, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Waits for the port as long as another program has it, and says so once. */
async function listen(settings: Settings): Promise<Playback> {
  const { host, port } = settings
  for (let tries = 0; ; tries++) {
    try {
      return await startProxy({ settings, key: () => keyOf(settings), log })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : error
      if (code !== 'EADDRINUSE') die(`cannot listen on ${host}:${port} (PROXY_HOST, PROXY_PORT): ${code}`)
      const who = `PROXY_PORT ${port} on ${host} is in use by another program, often an AceStream engine`
      if (tries === 0) log('warn', `${who}; nothing is played until it ends or PROXY_PORT names another port`)
      await sleep(RETRY_LISTENING_MS)
    }
  }
}

let proxy: Playback | null = null
let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  await proxy?.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())

const env = environment()
const log = createLog(env['LOG_FORMAT'], (line) => process.stdout.write(line))
void listen(settingsOf(env)).then((listening) => {
  proxy = listening
  log('info', `playback on ${listening.url}/ace/getstream?id=<content id>`)
})
