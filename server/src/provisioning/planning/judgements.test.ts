import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { anEngine, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { LABELS } from '../../engines/labels.ts'
import { judgements } from './judgements.ts'
import { plan } from './plan.ts'

const OTHER_IMAGE: Reason = { code: 'other_image', image: 'wafy80/acestream' }
const image = { kind: 'present', digest: 'sha256:index', hasEntrypoint: true } as const

function outdatedBy(imageDigest: string, labels: Readonly<Record<string, string>>): Reason | null {
  const engine = anEngine({ imageDigest, labels })
  const found = judgements(aWorld({ image, engines: [inWorld(engine)] })).get(engine.id)
  return found?.outdated ?? null
}

test('an image store that names the same image in two ways rolls an engine once at most', () => {
  assert.deepEqual(outdatedBy('sha256:manifest', {}), OTHER_IMAGE)
  const [step] = plan(aWorld({ image, engines: [] })).steps
  assert.ok(step?.kind === 'create')
  assert.equal(step.spec.labels[LABELS.imageDigest], 'sha256:index')
  assert.equal(outdatedBy('sha256:manifest', step.spec.labels), null)
})

test('a newer image still makes an engine outdated, and one that is the same does not', () => {
  assert.deepEqual(outdatedBy('sha256:manifest', { [LABELS.imageDigest]: 'sha256:before' }), OTHER_IMAGE)
  assert.equal(outdatedBy('sha256:index', { [LABELS.imageDigest]: 'sha256:before' }), null)
})
