import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { systemClock } from '../../lib/clock.ts'
import { compareWithServer, isOrchestrator } from './http.ts'
import { isPortTaken, listenersIn, readListeners, readMemory, readPageSize } from './machine.ts'
import { readDisks, readFileSystem } from './storage.ts'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4A38 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:8AE2 0100007F:4A38 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
`

const { signal } = new AbortController()

async function server(t: TestContext, headers: Record<string, string>, body = ''): Promise<number> {
  const listening = createServer((_, answer) => {
    answer.sendDate = false
    answer.writeHead(401, headers).end(body)
  })
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
  atEnd(t, () => {
    listening.closeAllConnections()
    listening.close()
  })
  return (listening.address() as AddressInfo).port
}

test('of the connections in /proc those that listen count', () => {
  assert.deepEqual(listenersIn(TABLE), [19_000])
  assert.deepEqual(listenersIn(''), [])
})

test('this machine tells its listeners, memory and page size', {
  skip: process.platform !== 'linux' && 'reads /proc',
}, async (t) => {
  const port = await server(t, {})
  assert.ok((await readListeners()).has(port))
  assert.ok(await isPortTaken('127.0.0.1', port))
  const memory = await readMemory()
  assert.ok(memory !== null && memory.availableBytes > 0 && memory.availableBytes <= memory.totalBytes)
  assert.ok([4096, 16_384, 65_536].includes((await readPageSize()) ?? 0))
})

test('a clock is compared with the date of any answer', async (t) => {
  const date = new Date(Date.now() - 60_000).toUTCString()
  const origin = `http://127.0.0.1:${await server(t, { date })}`
  const found = await compareWithServer(origin, '/', systemClock, signal)
  assert.ok(found !== null && Math.abs(found.driftMs - 60_000) <= found.withinMs + 100, JSON.stringify(found))
})

test('an answer without a date, and none at all, tell nothing', async (t) => {
  const port = await server(t, {})
  assert.equal(await compareWithServer(`http://127.0.0.1:${port}`, '/', systemClock, signal), null)
  assert.equal(await compareWithServer('http://127.0.0.1:1', '/', systemClock, signal), null)
  assert.equal(await isOrchestrator(`http://127.0.0.1:${port}`, signal), false)
})

test('a folder is left as it was found', async (t) => {
  const folder = temporaryFolder(t)
  assert.equal((await readDisks(folder, null)).notWritable, null)
  assert.equal((await readFileSystem(folder, false, signal)).lackOfLocks, null)
  assert.deepEqual(readdirSync(folder), [])
})

test('a folder that is not there yet is judged by the one it will be in', async (t) => {
  const folder = temporaryFolder(t)
  const { disks, notWritable } = await readDisks(join(folder, 'a', 'b'), join(folder, 'no-docker'))
  assert.deepEqual([disks.map(({ disk }) => disk), notWritable], [['data_dir'], null])
  assert.deepEqual(await readFileSystem(join(folder, 'a', 'b'), true, signal), {
    ...(await readFileSystem(folder, true, signal)),
  })
  assert.deepEqual(readdirSync(folder), [])
})
