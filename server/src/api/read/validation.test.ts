import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Type } from 'typebox'
import { createValidatorCompiler } from './validation.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const validate = createValidatorCompiler()({
  schema: Type.Object({ ids: Type.Array(Type.String()) }),
  method: 'POST',
  url: '/',
})

/** What the faults of a refused request hold of it. */
function refuse(): WeakRef<object> {
  const verdict = validate({ ids: [['no', 'text']] })
  assert.ok('error' in verdict)
  const [data] = verdict.error.faults.map((fault) => fault.data)
  assert.ok(typeof data === 'object' && data !== null)
  return new WeakRef(data)
}

test('what was refused is not kept once it has been answered', async () => {
  const refused = refuse()
  await turn() // a WeakRef holds its object until the end of the turn that made it
  collectGarbage()
  assert.equal(refused.deref(), undefined)
})
