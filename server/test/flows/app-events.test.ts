/** Finding something in a journal that is full. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'
import type { StoredEvent } from '../../src/journal/journal-event.ts'

const HOUR_MS = 3_600_000
const MANY = 10_000

const entry = (number: number, beganMs: number): StoredEvent => ({
  id: number + 1,
  atMs: beganMs + Math.floor((number * HOUR_MS) / MANY),
  type: number % 2 === 0 ? 'engine' : 'stream',
  category: 'ended',
  severity: number % 100 === 0 ? 'critical' : number % 10 === 0 ? 'warning' : 'info',
  message: `"Channel ${number % 50}" on acestream-${number % 7} ended: viewer left`,
  params: {},
  details: {},
  engineId: `e${number % 7}`,
  streamId: null,
  streamShortId: null,
  vpn: null,
  incidentId: number % 500 === 0 ? `i-${number}` : null,
})

test('10,000 entries of one hour are searched by words, severity, incident and moment', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const beganMs = outside.clock.now() - 2 * HOUR_MS
  for (let number = 0; number < MANY; number++) app.store.journal.append(entry(number, beganMs))
  await app.settle()
  const find = async (query: string): Promise<readonly JournalEntry[]> => {
    const answer = await app.get(`/events?limit=1000&${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json()
  }
  assert.equal((await find('q=channel 17')).length, MANY / 50)
  assert.equal((await find('q=channel 17"')).length, MANY / 50)
  assert.equal((await find('severity=critical')).length, MANY / 100)
  assert.equal((await find('severity=critical&severity=warning')).length, MANY / 10)
  assert.equal((await find('severity=critical,warning&q=acestream-3')).length, 143)
  assert.deepEqual(
    (await find('incident=i-500')).map(({ id, incident_id }) => [id, incident_id]),
    [[501, 'i-500']],
  )
  const at = new Date(beganMs + HOUR_MS / 2).toISOString()
  const [newest] = await find(`at=${at}`)
  assert.equal(newest?.timestamp, at, 'a jump to a moment')
  assert.deepEqual(await find('q=no such words'), [])
  for (const wrong of ['severity=horrible', 'at=noon', `q=${'x'.repeat(201)}`])
    assert.equal((await app.get(`/events?${wrong}`)).statusCode, 422, wrong)
})
