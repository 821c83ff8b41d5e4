import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { anEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import { mountSmallDisk } from '@acestream-orchestrator/testing/machine/small-disk'
import {
  eventually,
  temporaryDatabase,
  temporaryFolder,
} from '@acestream-orchestrator/testing/machine/temporary'
import type { Incident } from '../../incidents/incident.ts'
import { createIncidentStore } from './incidents.ts'

const reason = { code: 'probe_timeout', timeoutMs: 5000 } as const
const [hung = assert.fail()] = incidentsIn({
  engines: [
    anEngine(),
    anEngine({ number: 2 }, { health: { status: 'unhealthy', failures: 3, sinceMs: T0, reason } }),
  ],
  streams: [aStream('s', { engineId: anId(2), title: 'Final' })],
})

const resolved = (id: string, resolvedAtMs: number): Incident => ({
  ...hung,
  id,
  openedAtMs: resolvedAtMs - 1000,
  resolvedAtMs,
  doing: null,
  can: [],
  outcome: { code: 'engine_answers_again', afterMs: 1000 },
})

test('an incident comes back as it was put, and as it was put last', async (t) => {
  const database = await temporaryDatabase(t)
  const incidents = createIncidentStore(database)
  incidents.put(hung)
  incidents.put({ ...hung, count: 2 })
  await database.write([])
  assert.deepEqual(await incidents.load(T0), [{ ...hung, count: 2 }])
})

test('what was left open is loaded, and what was resolved since then', async (t) => {
  const database = await temporaryDatabase(t)
  const incidents = createIncidentStore(database)
  for (const each of [resolved('old', T0 - 2), resolved('new', T0), hung]) incidents.put(each)
  await database.write([])
  const ids = (all: readonly Incident[]) => all.map(({ id }) => id)
  assert.deepEqual(new Set(ids(await incidents.load(T0 - 1))), new Set(['new', hung.id]))
  assert.deepEqual(ids(await incidents.query({ state: 'open', limit: 9 })), [hung.id])
  assert.deepEqual(ids(await incidents.query({ state: 'resolved', limit: 9 })), ['new', 'old'])
  assert.deepEqual(ids(await incidents.query({ state: 'all', limit: 9 })), [hung.id, 'new', 'old'])
  assert.deepEqual(ids(await incidents.query({ state: 'all', sinceMs: T0 - 1, limit: 9 })), [hung.id, 'new'])
  assert.deepEqual(ids(await incidents.query({ state: 'resolved', limit: 1 })), ['new'])
})

test('one of a newer version is read with what can be read of it', async (t) => {
  const database = await temporaryDatabase(t)
  const incidents = createIncidentStore(database)
  await database.write([
    {
      sql: `INSERT INTO incidents VALUES ('n', 'moon', 'moon_eclipsed', 'horrible', 'the moon is eclipsed', 1, 1, 1, NULL, 1,
        '{"subject":7,"reason":"dark","streams":[{"id":"s"},9],"engines":{},"doing":{"reason":{"code":"waiting_for_the_sun"}}}')`,
      params: [],
    },
    {
      sql: "INSERT INTO incidents VALUES ('bad', 'k', 'c', 'info', 'm', 1, 1, 1, NULL, 1, 'no JSON')",
      params: [],
    },
  ])
  const [found, ...others] = await incidents.query({ state: 'all', limit: 9 })
  assert.deepEqual(others, [], 'a damaged row hides no other')
  assert.equal(found?.message, 'the moon is eclipsed')
  assert.deepEqual([found?.severity, found?.reason, found?.engines], ['warning', null, []])
  assert.equal(found?.streams[0]?.reportedId, 's')
  assert.equal(found?.doing?.reason.code, 'waiting_for_the_sun')
})

test('what changes while the disk is full is stored as it is in the end, once there is room', {
  skip: process.getuid?.() !== 0 && 'mounting a small disk needs root',
}, async (t) => {
  const disk = temporaryFolder(t)
  mountSmallDisk(t, disk, '2m')
  const database = await temporaryDatabase(t, { dataDir: join(disk, 'data') })
  const incidents = createIncidentStore(database)
  incidents.put({ ...hung, id: 'before' })
  await database.write([])
  const ballast = join(disk, 'ballast')
  assert.throws(() => writeFileSync(ballast, Buffer.alloc(4 << 20)), /ENOSPC/)
  const long = 'x'.repeat(300_000)
  incidents.put({ ...hung, message: long })
  await eventually(() => !database.status().ok)
  assert.equal(database.status().reason?.code, 'store_disk_full')
  incidents.put({ ...resolved(hung.id, T0 + 5000), message: long })
  const ids = (all: readonly Incident[]) => all.map(({ id }) => id)
  assert.deepEqual(ids(await incidents.query({ state: 'all', limit: 9 })), ['before'], 'still readable')
  rmSync(ballast)
  await eventually(() => database.status().ok && database.status().queued === 0)
  assert.deepEqual(ids(await incidents.query({ state: 'open', limit: 9 })), ['before'])
  assert.deepEqual(ids(await incidents.query({ state: 'resolved', limit: 9 })), [hung.id])
})
