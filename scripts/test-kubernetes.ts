// `npm run test:kubernetes`: against a real API server, built here from its Go modules. Needs Go; without it nothing is run.
import { clusterBinary, missingForCluster } from '../testing/kubernetes/binary.ts'
import { runNodeTests } from './testing/node-tests.ts'
import { runParts } from './testing/run-parts.ts'

const MINUTE_MS = 60_000

const missing = missingForCluster()
if (missing !== undefined) {
  console.log(`skipped: ${missing}`)
  process.exit(0)
}
clusterBinary() // before the tests, whose time is limited
const patterns = ['test/kubernetes/**/*.test.ts']
const run = () => runNodeTests({ patterns, concurrency: 1, timeoutMs: 5 * MINUTE_MS })
process.exit(await runParts([{ name: 'Kubernetes', run }]))
