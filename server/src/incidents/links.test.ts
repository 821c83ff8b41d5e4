import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { anEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aVpn, incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import type { EventLinks } from '../journal/journal-event.ts'
import { belongsTo } from './links.ts'

const NONE: EventLinks = { engineId: null, streamId: null, streamShortId: null, vpn: null }
const hung = { status: 'unhealthy', failures: 3, sinceMs: T0, reason: null } as const

test('entries belong to the incident of their engine, their stream, or their VPN and its engines', () => {
  const [engine] = incidentsIn({
    engines: [anEngine(), anEngine({ number: 2 }, { health: hung })],
    streams: [aStream('s', { engineId: anId(2) })],
  })
  const [vpn] = incidentsIn({ vpns: [aVpn({ connected: false })], engines: [anEngine({ vpn: 'gluetun' })] })
  assert.ok(engine && vpn)
  const belongs = (links: Partial<EventLinks>, incident = engine, nowMs = T0) =>
    belongsTo({ ...NONE, ...links }, incident, nowMs)
  assert.equal(belongs({ engineId: anId(2) }), true)
  assert.equal(belongs({ engineId: anId(1) }), false)
  assert.equal(belongs({ streamShortId: 's', engineId: anId(2) }), true)
  assert.equal(belongs({ streamShortId: 't', engineId: anId(1) }), false)
  assert.equal(belongs({}), false)
  assert.equal(belongs({ vpn: 'gluetun' }, vpn), true)
  assert.equal(belongs({ vpn: 'other' }, vpn), false)
  assert.equal(belongs({ engineId: anId(1), vpn: 'gluetun' }, vpn), true)
  assert.equal(belongs({ engineId: anId(2), vpn: 'gluetun' }, vpn), false)
  const resolved = { ...engine, resolvedAtMs: T0 }
  assert.equal(belongs({ engineId: anId(2) }, resolved, T0 + 30_000), true, 'how it ended')
  assert.equal(belongs({ engineId: anId(2) }, resolved, T0 + 30_001), false)
})
