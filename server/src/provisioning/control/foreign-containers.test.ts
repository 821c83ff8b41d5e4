import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/world'
import { LABELS } from '../../engines/labels.ts'
import { type Logger, silentLogger } from '../../lib/log.ts'
import { watchForeignContainers } from './foreign-containers.ts'

const settled = () => new Promise((done) => setImmediate(done))

function rig(underOtherLabels: () => Promise<readonly string[]>) {
  const warnings: unknown[] = []
  const logger: Logger = {
    ...silentLogger,
    warn: (fields) => warnings.push('containers' in fields ? fields.containers : fields),
  }
  return { warnings, look: watchForeignContainers({ underOtherLabels }, logger) }
}

const foreign = (number: number) => someFacts({ number, labels: { [LABELS.instance]: 'other' } })
const named = (number: number) => `acestream-${number} (INSTANCE=other)`

test('each container of another instance is named once for as long as it is there', () => {
  const { warnings, look } = rig(async () => [])
  look([foreign(1)])
  look([foreign(1)])
  look([foreign(1), foreign(2)])
  look([foreign(2)])
  look([foreign(1), foreign(2)])
  assert.deepEqual(warnings, [[named(1)], [named(2)], [named(1)]])
})

test('those of another label are named at the first reading only', async () => {
  const { warnings, look } = rig(async () => ['theirs'])
  for (let reading = 0; reading < 3; reading++) look([])
  await settled()
  assert.deepEqual(warnings, [['theirs']])
})

test('nothing is said where there are none, and where they can not be listed', async () => {
  const none = rig(async () => [])
  const unlisted = rig(() => Promise.reject(new Error('forbidden')))
  none.look([])
  unlisted.look([])
  await settled()
  assert.deepEqual([none.warnings, unlisted.warnings], [[], []])
})
