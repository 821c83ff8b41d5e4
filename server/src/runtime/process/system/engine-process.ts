import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import type { Clock } from '../../../lib/clock.ts'
import { DomainError } from '../../../lib/errors.ts'
import { groupMembers, identify, isAlive, type ProcessIdentity } from './proc.ts'

export interface Launch {
  readonly command: readonly string[]
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
}

export interface Exit {
  readonly exitCode: number | null
  readonly error: string | null
}

export interface Launched {
  readonly identity: ProcessIdentity
  /** Never rejects. */
  readonly exited: Promise<Exit>
}

/**
 * Starts a program in a session of its own, so that neither our end nor a Ctrl-C reaches it. Output goes into a
 * file opened beforehand: a pipe would break when we end. Rejects with the system's words when it can't start.
 */
export async function launch({ command, directory, env, logFile }: Launch): Promise<Launched> {
  const [program = '', ...args] = command
  const output = openSync(logFile, 'a', 0o600)
  try {
    const child = spawn(program, args, {
      cwd: directory,
      env: { ...env },
      detached: true,
      stdio: ['ignore', output, output],
    })
    // Read before the event loop turns: until then even a program that ended at once is still there to read.
    const identity = child.pid === undefined ? undefined : identify(child.pid)
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve(exitOf(code, signal)))
    })
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    if (identity === undefined) throw new Error('it is not in /proc')
    return { identity, exited }
  } finally {
    closeSync(output)
  }
}

function exitOf(code: number | null, signal: NodeJS.Signals | null): Exit {
  if (signal === null) return { exitCode: code, error: null }
  return { exitCode: 128 + constants.signals[signal], error: `ended by ${signal}` }
}

const POLL_MS = 25

/** What the kernel may need after SIGKILL. */
const KILL_WAIT_MS = 5000

/**
 * SIGTERM to the whole group, `graceMs`, SIGKILL, then what is left of the group by its marker. Each signal is
 * sent only after the process proved to be the same one. Rejects with `general_error` if it can't be killed.
 */
export async function endProcess(
  identity: ProcessIdentity,
  marker: string,
  graceMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  signalGroup(identity, 'SIGTERM')
  if (!(await isGone(identity, graceMs, clock, signal))) {
    signalGroup(identity, 'SIGKILL')
    if (!(await isGone(identity, KILL_WAIT_MS, clock, signal)))
      throw new DomainError('general_error', { code: 'survived_sigkill', pid: identity.pid })
  }
  for (const pid of groupMembers(identity.pid, marker)) kill(pid, 'SIGKILL')
}

async function isGone(
  identity: ProcessIdentity,
  withinMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = clock.elapsedMs() + withinMs
  while (isAlive(identity)) {
    if (clock.elapsedMs() >= deadline) return false
    await clock.sleep(POLL_MS, signal)
  }
  return true
}

function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (isAlive(identity)) kill(-identity.pid, signal)
}

/** A process that ended between the look and the signal is no fault. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
