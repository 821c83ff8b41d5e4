import { readFileSync } from 'node:fs'
import { startProxy } from './proxy.ts'
import { readSettings, type Settings } from './settings.ts'

/** What is left after so long is left to the orchestrator, which stops the sessions of a proxy that is silent. */
const STOP_WITHIN_MS = 5000

const log = (line: string) => process.stdout.write(`${new Date().toISOString()} proxy: ${line}\n`)

function die(line: string): never {
  process.stderr.write(`proxy: ${line}\n`)
  process.exit(1)
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

function cannotListen(error: unknown, { host, port }: Settings): never {
  const code = error instanceof Error && 'code' in error ? error.code : error
  if (code === 'EADDRINUSE')
    die(`PROXY_PORT ${port} on ${host} is in use by another program, often an AceStream engine`)
  die(`cannot listen on ${host}:${port} (PROXY_HOST, PROXY_PORT): ${code}`)
}

const read = readSettings(process.env)
if (read.kind === 'faults') die(read.faults.join('\n'))
const { settings } = read
const proxy = await startProxy({ settings, key: () => keyOf(settings), log }).catch((error: unknown) =>
  cannotListen(error, settings),
)
log(`playback on ${proxy.url}/ace/getstream?id=<content id>`)

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  await proxy.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
