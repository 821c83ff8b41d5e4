import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const MODULE = join(import.meta.dirname, '..', '..', 'test', 'kubernetes')
/** What the binary is made of: another of any of these is another binary. */
const PARTS = ['go.mod', 'go.sum', 'main.go'] as const

/** A build from nothing takes minutes, one from Go's own cache half a minute. */
const BUILD_WITHIN_MS = 45 * 60_000

/** Why the test cluster can't be built here, or undefined where it can. */
export function missingForCluster(): string | undefined {
  if (existsSync(binaryPath())) return undefined
  return spawnSync('go', ['version']).error ? 'Go (https://go.dev), which builds the test cluster' : undefined
}

/** The path of the one binary that is etcd, each part of a cluster and kubectl. Builds it if it has not been built yet. */
export function clusterBinary(): string {
  const path = binaryPath()
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}`
  console.log(`building the test cluster in ${dirname(path)}: this takes minutes the first time`)
  const args = ['build', '-trimpath', '-buildvcs=false', `-ldflags=${linkerFlags()}`, '-o', unfinished, '.']
  execFileSync('go', args, { cwd: MODULE, stdio: 'inherit', timeout: BUILD_WITHIN_MS })
  renameSync(unfinished, path)
  return path
}

function binaryPath(): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const hash = createHash('sha256')
  for (const part of PARTS) hash.update(readFileSync(join(MODULE, part)))
  const key = hash.digest('hex').slice(0, 16)
  return join(cache, 'acestream-orchestrator', `kubernetes-${key}`, 'kubes')
}

/** Without these the API server says that its version is v0.0.0. */
function linkerFlags(): string {
  const [, version = '', major = '', minor = ''] =
    /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8')) ?? []
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor }
  const settings = Object.entries(values).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  )
  return ['-s -w', ...settings].join(' ')
}
