import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { LABELS } from '../../../engines/labels.ts'
import type { ContainerFacts } from '../../../engines/ports.ts'
import { engineState } from './engine.ts'

const USE = { streams: [], load: { speedDown: null, speedUp: null, peers: null }, maxStreams: 1 }
const stateOf = (facts: Partial<ContainerFacts>) => engineState(anEngine(facts), USE)

test('an engine that this runtime could not start hardened says so', () => {
  assert.equal(stateOf({ labels: { [LABELS.hardening]: 'reduced' } }).reduced_hardening, true)
  assert.equal(stateOf({}).reduced_hardening, false)
})

test('an engine shows where its container names its image otherwise than the image itself is named', () => {
  const unclear = (imageDigest: string | null, atCreation?: string) =>
    stateOf({ imageDigest, labels: atCreation ? { [LABELS.imageDigest]: atCreation } : {} }).image_unclear
  assert.equal(unclear('sha256:manifest', 'sha256:index'), true)
  assert.equal(unclear('sha256:index', 'sha256:index'), false)
  assert.equal(unclear('sha256:manifest'), false)
  assert.equal(unclear(null, 'sha256:index'), false)
})
