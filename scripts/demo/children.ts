import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUILT_MAIN, BUILT_PROXY } from '../../server/bundle.ts'
import { SETTINGS } from '../../server/src/config/schema.ts'
import { inRepository, ROOT } from '../repository.ts'

/** A program of the demo, in a group of its own, so that a Ctrl-C reaches only us and we end it in order. */
export interface Child {
  readonly process: ChildProcess
  readonly pid: number
  /** Its exit code, or null after a signal. */
  readonly exited: Promise<number | null>
  /** The last lines it wrote. */
  lastWords(): string
}

export function startServer(directory: string, settings: Readonly<Record<string, string>>): Child {
  return start('server', directory, [BUILT_MAIN], {
    ...withoutOurSettings(process.env),
    NODE_COMPILE_CACHE: inRepository('node_modules', '.cache', 'node'), // else it would stay behind in /tmp
    ...settings,
  })
}

export function startProxy(directory: string, settings: Readonly<Record<string, string>>): Child {
  return start('proxy', directory, [BUILT_PROXY], { ...withoutOurSettings(process.env), ...settings })
}

export function startGluetun(directory: string, settings: Readonly<Record<string, string>>): Child {
  const env = { PATH: process.env['PATH'] ?? '', ...settings }
  return start('gluetun', directory, [EMULATOR, 'gluetun'], env)
}

/** ENGINE_COMMAND for emulated engines. */
export function engineCommand(): string {
  const flags = '--client-console --http-port {http_port} --api-port {api_port} --port {p2p_port} --bind-all'
  return `'${process.execPath}' '${EMULATOR}' engine ${flags}`
}

const EMULATOR = inRepository('emulator', 'src', 'main.ts')

function start(name: string, directory: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const log = join(directory, `${name}.log`)
  const output = openSync(log, 'a')
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  if (child.pid === undefined) throw new Error(`starting ${name}: ${process.execPath} can't be run`)
  return {
    process: child,
    pid: child.pid,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    lastWords: () =>
      readFileSync(log, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(-20)
        .map((line) => line.slice(0, 300))
        .join('\n'),
  }
}

/** SIGTERM, then SIGKILL if it takes too long. */
export async function end(child: Child, withinMs: number): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return
  child.process.kill('SIGTERM')
  const timer = setTimeout(() => child.process.kill('SIGKILL'), withinMs)
  await child.exited
  clearTimeout(timer)
}

/** Settings meant for a real orchestrator must not reach the demo. */
function withoutOurSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = new Set(Object.entries(SETTINGS).flatMap(([name, { aliases }]) => [name, ...aliases]))
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.has(name)))
}
