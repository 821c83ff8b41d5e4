import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../machine/wait.ts'
import { type DockerApi, dockerApi, eraseContainers } from './docker-api.ts'
import { sandboxDirectory } from './sandbox.ts'

export interface DockerdOptions {
  /** Containers outlive the engine, as operators may configure it. */
  readonly liveRestore?: boolean
}

/** A Docker engine for one test file. */
export interface TestDockerd {
  /** For DOCKER_HOST. */
  readonly host: string
  readonly api: DockerApi
  /** Null where the engine is not ours to stop (TEST_DOCKER_HOST). */
  readonly control: DockerdControl | null
  /** Removes every container of a private engine, and on another the ones with our labels. */
  eraseAll(): Promise<void>
  /** Removes every container and network, and ends it. */
  close(): Promise<void>
}

export interface DockerdControl {
  readonly pid: number
  /** SIGTERM; containers end with it unless live-restore is on. */
  stop(): Promise<void>
  /** SIGKILL; containers live on. */
  kill(): Promise<void>
  start(): Promise<void>
  restart(): Promise<void>
  /** From now on, as after a reload of its settings. */
  setLiveRestore(on: boolean): Promise<void>
}

/** On every container a test makes, so that they can be distinguished from others on an engine that is not private. */
export const TEST_LABEL = 'acestream-orchestrator.test'

const READY_WITHIN_MS = 30_000
const STOPPED_WITHIN_MS = 30_000

/**
 * Starts a private engine as any machine has one, in the namespaces of this process (sandbox.ts). Needs root and Debian's
 * `docker.io`. TEST_DOCKER_HOST uses another instead.
 */
export async function startDockerd(options: DockerdOptions = {}): Promise<TestDockerd> {
  const given = process.env['TEST_DOCKER_HOST']
  if (given)
    return {
      host: given,
      api: dockerApi(given),
      control: null,
      eraseAll: () => eraseOurs(dockerApi(given)),
      close: async () => {},
    }
  if (!sandboxDirectory)
    throw new Error('a private Docker engine needs root; or set TEST_DOCKER_HOST to use another')
  return startPrivate(mkdtempSync(join(sandboxDirectory, 'engine-')), sandboxDirectory, options)
}

async function startPrivate(
  directory: string,
  sandbox: string,
  options: DockerdOptions,
): Promise<TestDockerd> {
  const host = `unix://${directory}/docker.sock`
  const api = dockerApi(host)
  writeSettings(directory, options)
  const containerd = startContainerd(directory)
  let engine: ChildProcess | undefined

  async function start(): Promise<void> {
    engine = run(directory, 'dockerd', dockerdFlags(directory, sandbox))
    await untilAnswers(api, engine, directory)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (engine) await ended(engine, signal)
    engine = undefined
  }

  await start()
  const control: DockerdControl = {
    get pid() {
      return engine?.pid ?? 0
    },
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM')
      await start()
    },
    setLiveRestore: async (on) => {
      writeSettings(directory, { liveRestore: on })
      engine?.kill('SIGHUP')
      await until(`live-restore to be ${on}`, async () => {
        const { LiveRestoreEnabled } = await api.json<{ LiveRestoreEnabled: boolean }>('GET', '/info')
        return LiveRestoreEnabled === on
      })
    },
  }
  const close = async () => {
    try {
      if (!engine) await start() // only it knows all that it made
      await emptyOut(api)
    } finally {
      await end('SIGTERM')
      await ended(containerd, 'SIGTERM')
    }
  }
  return { host, api, control, eraseAll: () => eraseContainers(api), close }
}

/** Of our own, so that a system-wide one is never asked, and so that a killed dockerd leaves its containers alive. */
function startContainerd(directory: string): ChildProcess {
  const config = join(directory, 'containerd.toml')
  const lines = [
    'version = 2',
    `root = "${directory}/containerd"`,
    `state = "${directory}/containerd-state"`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    '[grpc]',
    `address = "${directory}/containerd.sock"`,
  ]
  writeFileSync(config, lines.join('\n'))
  return run(directory, 'containerd', ['--config', config])
}

/** Its own, because the machine's /etc/docker/daemon.json is not for us. */
function settingsFile(directory: string): string {
  return join(directory, 'daemon.json')
}

function writeSettings(directory: string, { liveRestore = false }: DockerdOptions): void {
  writeFileSync(settingsFile(directory), JSON.stringify({ 'live-restore': liveRestore }))
}

function dockerdFlags(directory: string, sandbox: string): string[] {
  return [
    `--config-file=${settingsFile(directory)}`,
    `--containerd=${directory}/containerd.sock`,
    `--data-root=${directory}/data`,
    `--exec-root=${directory}/exec`,
    `--pidfile=${directory}/dockerd.pid`,
    `--host=unix://${directory}/docker.sock`,
    `--cgroup-parent=/${basename(sandbox)}`,
    '--exec-opt=native.cgroupdriver=cgroupfs',
  ]
}

function run(directory: string, command: string, args: readonly string[]): ChildProcess {
  const log = openSync(join(directory, `${command}.log`), 'a')
  const child = spawn(command, args, { stdio: ['ignore', log, log] })
  child.on('error', () => {}) // shows in the exit that is waited for
  return child
}

async function untilAnswers(api: DockerApi, engine: ChildProcess, directory: string): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS
  for (;;) {
    const answer = await api.send('GET', '/_ping').catch(() => undefined)
    if (answer?.status === 200) return
    if (engine.exitCode !== null || engine.pid === undefined || Date.now() > untilMs)
      throw new Error(
        `dockerd does not come up (root and the package docker.io are needed):\n${lastWords(directory)}`,
      )
    await delay(50)
  }
}

function lastWords(directory: string): string {
  return ['containerd', 'dockerd']
    .map((name) =>
      readFileSync(join(directory, `${name}.log`), 'utf8')
        .split('\n')
        .slice(-15)
        .join('\n'),
    )
    .join('\n')
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
  await exit
  clearTimeout(late)
}

/** On somebody's engine only what tests made is ours to remove. */
function eraseOurs(api: DockerApi): Promise<void> {
  return eraseContainers(api, { label: [TEST_LABEL] })
}

async function emptyOut(api: DockerApi): Promise<void> {
  await eraseContainers(api)
  const networks = await api.json<{ Id: string; Name: string }[]>('GET', '/networks')
  const made = networks.filter(({ Name }) => !['bridge', 'host', 'none'].includes(Name))
  await Promise.all(made.map(({ Id }) => api.send('DELETE', `/networks/${Id}`)))
}
