import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Histogram, Registry } from 'prom-client'
import { createDistribution } from './distribution.ts'
import { createMeasures } from './measures.ts'

const BOUNDS = [0.1, 0.5, 1]

/** What prom-client writes of a histogram of its own. */
async function ofPromClient(values: readonly number[]): Promise<string> {
  const registry = new Registry()
  const [name, help] = ['seconds', 'How long it took']
  const histogram = new Histogram({
    name,
    help,
    labelNames: ['result'],
    buckets: BOUNDS,
    registers: [registry],
  })
  histogram.zero({ result: 'answered' })
  for (const value of values) histogram.observe({ result: 'answered' }, value)
  return registry.metrics()
}

test('a distribution is written as a histogram of prom-client', async () => {
  const value = fc.double({ min: 0, max: 2, noNaN: true })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(value, fc.constantFrom(...BOUNDS))), async (values) => {
      const registry = new Registry()
      const distribution = createDistribution(BOUNDS)
      createMeasures(registry).distribution('seconds', 'How long it took', [
        [{ result: 'answered' }, distribution],
      ])
      values.forEach(distribution.observe)
      assert.equal(await registry.metrics(), await ofPromClient(values))
    }),
    { numRuns: 50 },
  )
})
