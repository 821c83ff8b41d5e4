import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStart, ok } from '@acestream-orchestrator/testing/fakes/streams'
import { apiRig, makeReady } from '@acestream-orchestrator/testing/rigs/api'

test('the list holds what each stream answers by itself, after every kind of change', async () => {
  const rig = apiRig()
  const engine = makeReady(rig.registry, 1)
  const stream = await rig.tracker.started(aStart({ engine }))
  const look = async () => {
    const list = (await rig.get('/streams')).json<{ duration_s: number; stat_url: string }[]>()
    assert.deepEqual(list, [(await rig.get(`/streams/${encodeURIComponent(stream.id)}`)).json()])
    return list[0]
  }

  const first = await look()
  await rig.clock.advance(4000)
  const later = await look()
  assert.equal(later?.duration_s, (first?.duration_s ?? 0) + 4)

  rig.registry.setDial(engine, { host: '10.9.8.7', port: 6000 })
  assert.match((await look())?.stat_url ?? '', /^http:\/\/10\.9\.8\.7:6000\//)

  rig.tracker.applyReading(stream.id, ok({ peers: 17 }))
  assert.equal(JSON.stringify(await look()).includes('"peers":17'), true)
})
