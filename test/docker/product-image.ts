import type { DockerApi } from './docker-api.ts'
import { TEST_LABEL } from './dockerd.ts'
import { importNodeImage } from './node-image.ts'

/** What TARGET_IMAGE is in the tests and benches of the whole product. */
export const PRODUCT_IMAGE = 'stand-in-engine:1'

/** Makes the engine's `POST /emulator/...` routes answer. */
export const PRODUCT_IMAGE_ENV = 'EMULATOR_CONTROL=on'

/** Answers probes, and obeys the few orders that tests give. */
const SCRIPT = `
  if (process.env.EMULATOR_START_FAULT === 'exit') process.exit(Number(process.env.EMULATOR_EXIT_CODE))
  const http = require('node:http')
  const port = process.argv.find((word) => word.startsWith('--http-port='))?.split('=')[1] ?? '6878'
  const faults = {}
  const hoard = []
  const answers = {
    'POST /emulator/fault': (body) => {
      Object.assign(faults, body)
      if (body.memoryBytesPerSecond) setInterval(() => hoard.push(Buffer.alloc(body.memoryBytesPerSecond / 10, 1)), 100)
    },
    'POST /emulator/crash': (body) => setTimeout(() => process.exit(body.exitCode), 10),
    'GET /server/api': () => ({ result: { playlist_loaded: true, version: { code: 3021100, platform: 'linux', version: '3.2.11' } } }),
  }
  http.createServer(async (request, reply) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const what = request.method + ' ' + request.url.split('?')[0]
    if (faults.probes === 'hang' && what === 'GET /server/api') return
    const answer = answers[what]?.(JSON.parse(chunks.join('') || '{}')) ?? {}
    reply.end(JSON.stringify(answer))
  }).listen(Number(port))
  console.log('listening on ' + port)
  process.on('SIGTERM', () => process.exit(0))`

export function importProductImage(api: DockerApi): Promise<void> {
  const entrypoint = ['/usr/local/bin/node', '-e', SCRIPT, '--']
  const changes = [`ENTRYPOINT ${JSON.stringify(entrypoint)}`, `LABEL ${TEST_LABEL}=true`]
  return importNodeImage(api, PRODUCT_IMAGE, changes)
}
