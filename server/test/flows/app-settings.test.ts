import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { ValidationFault } from '@acestream-orchestrator/contract/problem'
import type { SettingsPreview, SettingsView } from '@acestream-orchestrator/contract/settings'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const settingOf = (view: SettingsView, name: string) => view.settings.find((each) => each.name === name)

describe('settings changed while running', () => {
  test('more engines start, fewer go, and the journal says from what to what', async (t) => {
    const outside = anOutside(t)
    const app = await anApp(t, outside, { MIN_FREE_REPLICAS: '0' })
    await app.advance(5000)
    assert.equal((await app.engines()).length, 1)

    const preview = (
      await app.post('/settings/preview', { changes: { MIN_REPLICAS: 3 } })
    ).json<SettingsPreview>()
    assert.equal(preview.plan?.starts, 2)
    assert.equal((await app.engines()).length, 1)

    const answer = await app.patch('/settings', { revision: 0, changes: { MIN_REPLICAS: 3, IDLE_TTL_S: 60 } })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(settingOf(answer.json(), 'MIN_REPLICAS')?.source, 'panel')
    await app.advance(5000)
    assert.equal((await app.engines()).length, 3)

    await app.patch('/settings', { revision: 1, changes: { MIN_REPLICAS: null } })
    await app.advance(120_000)
    assert.equal((await app.engines()).length, 1)
    const entries = (await app.journal()).filter(({ category }) => category === 'settings_changed')
    assert.deepEqual(
      entries.map(({ event_type, message }) => [event_type, message]),
      [
        ['system', 'settings changed: MIN_REPLICAS from 1 to 3, IDLE_TTL_S from 600 to 60'],
        ['system', 'settings changed: MIN_REPLICAS from 3 to 1'],
      ],
    )
  })

  test('the checks of engines follow another interval immediately', async (t) => {
    const outside = anOutside(t)
    const app = await anApp(t, outside, { MIN_FREE_REPLICAS: '0' })
    await app.advance(5000)
    const before = outside.prober.asked.length
    await app.patch('/settings', { revision: 0, changes: { HEALTH_CHECK_INTERVAL_S: '1' } })
    await app.advance(10_000)
    assert.ok(outside.prober.asked.length - before >= 8, `${outside.prober.asked.length - before} checks`)
  })

  test('a restart goes on with them, and the environment of that start wins', async (t) => {
    const outside = anOutside(t)
    const first = await anApp(t, outside, {})
    await first.patch('/settings', { revision: 0, changes: { MIN_REPLICAS: '2', MAX_REPLICAS: '4' } })
    await first.stop()
    const second = await anApp(t, outside, { MAX_REPLICAS: '3' })
    const view = (await second.get('/settings')).json<SettingsView>()
    assert.deepEqual(
      ['MIN_REPLICAS', 'MAX_REPLICAS'].map((name) => [
        settingOf(view, name)?.value,
        settingOf(view, name)?.source,
      ]),
      [
        ['2', 'panel'],
        ['3', 'environment'],
      ],
    )
    assert.equal(settingOf(view, 'MAX_REPLICAS')?.saved, '4')
    assert.match(settingOf(view, 'MAX_REPLICAS')?.fixed ?? '', /environment variable MAX_REPLICAS/)
    assert.equal(view.fault, null)
  })

  test('of two tabs the second is refused with what holds now', async (t) => {
    const app = await anApp(t, anOutside(t), {})
    await app.patch('/settings', { revision: 0, changes: { MIN_REPLICAS: '2' } })
    const answer = await app.patch('/settings', { revision: 0, changes: { MIN_REPLICAS: '5' } })
    assert.equal(answer.statusCode, 409)
    const body = answer.json()
    assert.equal(body.code, 'conflict')
    assert.deepEqual(body.reason_data, { code: 'settings_changed_meanwhile', revision: 1 })
    assert.equal(body.settings.revision, 1)
    assert.equal(settingOf(body.settings, 'MIN_REPLICAS')?.value, '2')
  })

  test('a value that is not allowed is refused at its field, and a preview names every fault', async (t) => {
    const app = await anApp(t, anOutside(t), {})
    const changes = { MIN_REPLICAS: 9, IDLE_TTL_S: 'soon', AUTH: 'off' }
    const refused = await app.patch('/settings', { revision: 0, changes })
    assert.equal(refused.statusCode, 422)
    const faults = refused.json<{ detail: readonly ValidationFault[] }>().detail
    const atFields = faults.map(({ loc, input }) => [...loc, input])
    assert.deepEqual(atFields.toSorted(), [
      ['body', 'changes', 'AUTH', 'off'],
      ['body', 'changes', 'IDLE_TTL_S', 'soon'],
      ['body', 'changes', 'MIN_REPLICAS', 9],
    ])
    assert.ok(faults.every(({ msg, reason_data }) => msg !== '' && reason_data))
    const preview = (await app.post('/settings/preview', { changes })).json<SettingsPreview>()
    assert.equal(preview.plan, null)
    assert.deepEqual(preview.faults.map(({ name }) => name).toSorted(), [
      'AUTH',
      'IDLE_TTL_S',
      'MIN_REPLICAS',
    ])
  })

  test('they need the key where reads are open', async (t) => {
    const app = await anApp(t, anOutside(t), {})
    const url = await app.listen()
    assert.equal((await fetch(`${url}/engines`)).status, 200)
    assert.equal((await fetch(`${url}/settings`)).status, 401)
    assert.equal((await fetch(`${url}/settings/preview`, { method: 'POST' })).status, 401)
    assert.equal((await fetch(`${url}/settings`, { method: 'PATCH' })).status, 401)
  })
})

describe('a settings file', () => {
  const FILE = 'settings.json'

  test('that is damaged is kept, reported, and replaced by the next change', async (t) => {
    const outside = anOutside(t)
    writeFileSync(join(outside.dataDir, FILE), '{"version": 1, "revi')
    const app = await anApp(t, outside, {})
    await app.advance(5000)
    const status = await app.status()
    assert.equal(status.status, 'degraded')
    assert.match(status.reason ?? '', /settings\.json was damaged/)
    const kept = readdirSync(outside.dataDir).find((name) => name.startsWith(`${FILE}.damaged-`))
    assert.equal(readFileSync(join(outside.dataDir, kept ?? ''), 'utf8'), '{"version": 1, "revi')
    await app.patch('/settings', { revision: 0, changes: { MIN_REPLICAS: '2' } })
    await app.advance(5000)
    assert.equal((await app.status()).status, 'healthy')
  })

  test('of a newer version is left as it is, and changes are refused with the reason', async (t) => {
    const outside = anOutside(t)
    const newer = '{"version": 2, "revision": 5, "data": {"MIN_REPLICAS": 3}}'
    writeFileSync(join(outside.dataDir, FILE), newer)
    const app = await anApp(t, outside, {})
    const answer = await app.patch('/settings', { revision: 0, changes: { MIN_REPLICAS: '2' } })
    assert.equal(answer.statusCode, 503)
    assert.match(answer.json().detail.message, /newer version \(format 2, this one knows 1\)/)
    assert.equal(readFileSync(join(outside.dataDir, FILE), 'utf8'), newer)
    const view = (await app.get('/settings')).json<SettingsView>()
    assert.equal(settingOf(view, 'MIN_REPLICAS')?.source, 'default')
    assert.match(view.fault ?? '', /newer version/)
  })

  test('with a value that this version does not take uses the others, and says which it leaves out', async (t) => {
    const outside = anOutside(t)
    const data = { MIN_REPLICAS: '2', IDLE_TTL_S: 'soon', FLUX_CAPACITY: '7' }
    writeFileSync(join(outside.dataDir, FILE), JSON.stringify({ version: 1, revision: 3, data }))
    const app = await anApp(t, outside, {})
    await app.advance(5000)
    assert.equal((await app.engines()).length, 2)
    assert.match((await app.status()).reason ?? '', /IDLE_TTL_S, FLUX_CAPACITY/)
    await app.patch('/settings', { revision: 3, changes: { IDLE_TTL_S: null } })
    const kept = JSON.parse(readFileSync(join(outside.dataDir, FILE), 'utf8'))
    assert.deepEqual(kept, { version: 1, revision: 4, data: { MIN_REPLICAS: '2', FLUX_CAPACITY: '7' } })
  })
})
