// `npm test`: everything that must hold, in one command. `npm run soak`: the long tests.
import { globSync } from 'node:fs'
import { ensureServer } from '../server/bundle.ts'
import { ensurePanel } from './build-panel.ts'
import { ROOT } from './repository.ts'
import { runBrowserTests } from './testing/browser-tests.ts'
import { runNodeTests } from './testing/node-tests.ts'
import { FAILED, leftOut, type Outcome, PASSED, type Part } from './testing/outcome.ts'
import { installRequirements, type Requirement } from './testing/requirements.ts'
import { run } from './testing/run.ts'
import { runParts } from './testing/run-parts.ts'

const MINUTE_MS = 60_000

const TEST_NEEDS = ['chromium', 'dockerd', 'iptables', 'ip', 'nginx', 'caddy', 'promtool'] as const

type Missing = ReadonlyMap<Requirement, string>

function allParts(missing: Missing): readonly Part[] {
  return [
    ...globSync('{.,panel}/tsconfig*.json', { cwd: ROOT }).map((project) => ({
      name: `types (${project})`,
      run: () => check('tsc', '--noEmit', '-p', project),
    })),
    { name: 'lint and format', run: () => check('biome', 'check', '--error-on-warnings', '.') },
    { name: 'panel build', run: () => ensurePanel().then(() => PASSED) },
    { name: 'server build', run: () => ensureServer().then(() => PASSED) },
    {
      name: 'unit and flow',
      run: () =>
        runNodeTests({
          patterns: [
            '{contract,server,proxy,panel,emulator,scripts,testing}/**/*.test.ts',
            'test/clients/**/*.test.ts',
          ],
          concurrency: 2,
          timeoutMs: MINUTE_MS,
        }),
    },
    {
      name: 'Prometheus',
      run: () => needing(missing, ['promtool'], 'Prometheus', () => runIntegration('prometheus')),
    },
    {
      name: 'reverse proxies',
      run: () => needing(missing, ['nginx', 'caddy'], 'reverse proxy', () => runIntegration('proxies')),
    },
    {
      name: 'real Docker',
      run: () =>
        needing(missing, dockerNeeds(), 'real Docker', () =>
          runNodeTests({ patterns: ['test/docker/**/*.test.ts'], concurrency: 1, timeoutMs: 2 * MINUTE_MS }),
        ),
    },
    { name: 'browser', run: () => needing(missing, ['chromium'], 'browser', runBrowserTests) },
  ]
}

function runIntegration(name: string): Promise<Outcome> {
  const patterns = [`test/integrations/${name}.test.ts`]
  return runNodeTests({ patterns, concurrency: 1, timeoutMs: MINUTE_MS })
}

const SOAK_NEEDS = ['dockerd', 'iptables', 'ip', 'podman', 'catatonit'] as const

const SOAK: Part = {
  name: 'soak',
  run: () => runNodeTests({ patterns: ['**/*.soak.ts'], concurrency: 1, timeoutMs: 120 * MINUTE_MS }),
}

/** A private Docker needs root; with TEST_DOCKER_HOST another one is used and nothing is needed here. */
function dockerNeeds(): readonly Requirement[] {
  return process.env['TEST_DOCKER_HOST'] ? [] : ['dockerd', 'iptables', 'ip', 'sshd', 'ssh']
}

async function needing(
  missing: Missing,
  needs: readonly Requirement[],
  name: string,
  tests: () => Promise<Outcome>,
): Promise<Outcome> {
  const lack = needs.map((need) => missing.get(need)).find((reason) => reason !== undefined)
  if (lack !== undefined) return leftOut(`all ${name} tests`, lack)
  if (needs.includes('dockerd') && process.getuid?.() !== 0)
    return leftOut(`all ${name} tests`, 'a private Docker needs root; or set TEST_DOCKER_HOST')
  return tests()
}

async function check(command: string, ...args: readonly string[]): Promise<Outcome> {
  return (await run(command, args)) === 0 ? PASSED : FAILED
}

const isSoak = process.argv[2] === 'soak'
const missing = await installRequirements(isSoak ? SOAK_NEEDS : TEST_NEEDS)
if (isSoak) for (const reason of missing.values()) console.log(reason)
const parts = isSoak ? [SOAK] : allParts(missing)
process.exit(await runParts(parts))
