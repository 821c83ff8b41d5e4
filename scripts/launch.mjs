// Runs a TypeScript script of this repository with the Node it pins, on a machine that has any Node from 20 on.
// Plain JavaScript, because it runs before anything is installed.
//
//   node scripts/launch.mjs scripts/start.ts [arguments]

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const pinnedNode = join(modules, '.bin', 'node')

/**
 * A young generation of 2 MB instead of 16: less memory at no cost that can be measured (docs/benchmarks.md); with 1 MB a
 * request takes a fifth more processor time.
 */
const YOUNG_HEAP = '--max-semi-space-size=2'
/** glibc keeps freed memory per thread and in large pieces; with these it goes back to the system (mallopt(3)). */
const GIVE_BACK = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' }

/** What Node has stripped and compiled once is kept here: the second start reads it ready-made. */
const compiled = join(modules, '.cache', 'node')

/** A signal that comes again within this time is the same one: npm passes on what the terminal sent already. */
const SAME_SIGNAL_MS = 1000

/** Scripts that ask for a passphrase, or read a file from standard input. */
const ASKS = /server\/src\/(backup|restore)\.ts$/

/** What the loader ends with where a shared library is missing. */
const CANNOT_RUN = 127

/**
 * What is installed is what package-lock.json asks for, by the list that npm writes as the last step of an install.
 * Optional packages may be missing: they are for other machines.
 */
function isInstalled() {
  if (!existsSync(pinnedNode)) return false
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const installed = packagesIn(join(modules, '.package-lock.json'))
  return Object.entries(wanted)
    .filter(([path, { optional }]) => path.startsWith('node_modules/') && (!optional || path in installed))
    .every(([path, { version }]) => installed[path] !== undefined && installed[path].version === version)
}

function packagesIn(path) {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')).packages ?? {}) : {}
}

function install() {
  console.error('Installing dependencies (npm ci) ...')
  const npm = process.env.npm_execpath
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
  const args = ['ci', '--no-progress', '--loglevel=error'] // warnings would speak of this Node, not of the pinned one
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, options)
  if (status === 0 && isInstalled()) return
  console.error(
    `npm ci did not install everything${error ? `: ${error.message}` : ''}; see its messages above`,
  )
  process.exit(1)
}

/**
 * The script runs in a session of its own, so that each signal reaches it once and through us; it decides how to
 * end, and we end with its exit code.
 */
function run(args, node = pinnedNode) {
  const child = spawn(node, [YOUNG_HEAP, ...args], {
    stdio: [ASKS.test(args[0]) ? 'inherit' : 'ignore', 'inherit', 'inherit'],
    detached: true,
    env: {
      NODE_COMPILE_CACHE: compiled,
      ...GIVE_BACK,
      ...process.env,
      PATH: `${join(modules, '.bin')}:${process.env.PATH ?? ''}`,
    },
  })
  const lastAt = new Map()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      const now = performance.now()
      if (now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) > SAME_SIGNAL_MS) child.kill(signal)
      lastAt.set(signal, now)
    })
  // npm puts a shell between us that dies of a signal without passing it on.
  if (process.env.npm_lifecycle_event) onParentGone(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`starting ${pinnedNode}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (code === CANNOT_RUN && node === pinnedNode && !starts(node)) return withoutPinned(args)
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143))
  })
}

function starts(node) {
  return spawnSync(node, ['--version']).status === 0
}

/** A minimal Debian lacks a library of the pinned Node; the loader has said which. */
function withoutPinned(args) {
  const wanted = packagesIn(join(root, 'package-lock.json'))['node_modules/node']?.version ?? ''
  const major = (version) => Number(version.split('.')[0])
  if (major(process.versions.node) >= major(wanted)) {
    console.error(`The pinned Node ${wanted} can't run here; going on with ${process.version}.`)
    return run(args, process.execPath)
  }
  console.error(
    `The pinned Node ${wanted} can't run here. If libatomic.so.1 is missing, install it: apt-get install libatomic1 ` +
      `(Debian, Ubuntu), dnf install libatomic (Fedora). Node ${major(wanted)} or newer of your own works too.`,
  )
  process.exit(1)
}

function onParentGone(act) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, 250)
}

if (!isInstalled()) install()
const [script, ...rest] = process.argv.slice(2)
run([join(root, script), ...rest])
