import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { temporaryDatabase, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { createEngineStore } from './engines.ts'
import { createIntentStore } from './intents.ts'

const REMOVED: Reason = { code: 'removed_by_operator' }
const DRAINED: Reason = { code: 'drained' }

test('intents and the scale survive a restart until they are dropped', async (t) => {
  const folder = temporaryFolder(t)
  const before = await temporaryDatabase(t, { dataDir: folder })
  const intents = createIntentStore(before)
  assert.deepEqual(await intents.load(), { engines: [], scale: null, imageUpdateAtMs: null })
  await intents.put({ kind: 'remove', engineId: 'e1', atMs: 3, why: REMOVED })
  await intents.put({ kind: 'drain', engineId: 'e1', atMs: 1, isKept: false })
  await intents.put({ kind: 'restart', engineId: 'e2', atMs: 2, why: verbatim('hung') })
  await intents.put({ kind: 'remove', engineId: 'e1', atMs: 4, why: DRAINED })
  await intents.drop('restart', 'e2')
  await intents.setScale(0)
  await intents.setImageUpdate(7)
  await before.close()

  const after = createIntentStore(await temporaryDatabase(t, { dataDir: folder }))
  assert.deepEqual(await after.load(), {
    engines: [
      { kind: 'drain', engineId: 'e1', atMs: 1, isKept: false },
      { kind: 'remove', engineId: 'e1', atMs: 4, why: DRAINED },
    ],
    scale: 0,
    imageUpdateAtMs: 7,
  })
  await after.setScale(null)
  await after.setImageUpdate(null)
  const { scale, imageUpdateAtMs } = await after.load()
  assert.deepEqual([scale, imageUpdateAtMs], [null, null])
})

test('a drain for maintenance is one after a restart, and one stored by an older version is not', async (t) => {
  const database = await temporaryDatabase(t)
  const intents = createIntentStore(database)
  const kept = { kind: 'drain', engineId: 'kept', atMs: 2, isKept: true } as const
  await intents.put(kept)
  await database.write([
    { sql: "INSERT INTO intents (kind, engine_id, at_ms, why) VALUES ('drain', 'old', 1, NULL)", params: [] },
  ])
  assert.deepEqual((await intents.load()).engines, [
    { kind: 'drain', engineId: 'old', atMs: 1, isKept: false },
    kept,
  ])
})

test('what is known of engines and who registered is kept', async (t) => {
  const database = await temporaryDatabase(t)
  const engines = createEngineStore(database)
  const memory = { engineId: 'e1', firstSeenMs: 1, lastStreamUsageMs: null, handedOutAtMs: 5, restarts: 0 }
  engines.remember(memory)
  engines.remember({ ...memory, restarts: 2 })
  engines.remember({ ...memory, engineId: 'e2' })
  engines.forget('e2')
  const external = { id: 'x', name: null, address: { host: 'tv.lan', port: 6878 }, registeredAtMs: 9 }
  await engines.putExternal(external)
  await engines.putExternal({ ...external, id: 'y' })
  await engines.dropExternal('y')
  assert.deepEqual(await engines.loadMemory(), [{ ...memory, restarts: 2 }])
  assert.deepEqual(await engines.loadExternal(), [external])
})
