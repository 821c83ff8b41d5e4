import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { Agent, type AgentOptions } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex, type Readable, type Writable } from 'node:stream'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { createLimiter, type Limiter } from '../../../lib/concurrency/limiter.ts'
import type { Endpoint } from './endpoint.ts'

type SshEndpoint = Extract<Endpoint, { kind: 'ssh' }>
type Ssh = ChildProcessByStdio<Writable, Readable, Readable>

/** sshd drops connections at random once ten are not yet logged in (MaxStartups 10:30:100). */
const LOGINS_AT_ONCE = 4
/** A login that takes longer no longer holds back the next one. */
const LOGIN_MS = 5_000
const LONGEST_COMPLAINT = 2_000

/**
 * Connects as Docker's own client does: the installed `ssh`, with the user's keys, agent, configuration and known
 * hosts, runs `docker system dial-stdio` on the other machine, which copies between its standard streams and the
 * engine's socket.
 */
export function sshAgent(endpoint: SshEndpoint, options: AgentOptions): Agent {
  const agent = new Agent(options)
  const logins = createLimiter(LOGINS_AT_ONCE)
  agent.createConnection = () => new SshConnection(endpoint, logins)
  return agent
}

function spawnSsh(endpoint: SshEndpoint): Ssh {
  return spawn('ssh', sshArguments(endpoint), { stdio: ['pipe', 'pipe', 'pipe'] })
}

/** Nobody is there to answer a question, so that none may be asked (BatchMode). */
function sshArguments({ host, port, username, socketPath }: SshEndpoint): string[] {
  return [
    '-T',
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=30'],
    ...(username === undefined ? [] : ['-l', username]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    host,
    ...['docker', ...(socketPath === null ? [] : ['--host', quoted(`unix://${socketPath}`)])],
    ...['system', 'dial-stdio'],
  ]
}

/** The other machine's shell reads the command. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** The standard streams of one `ssh` as one stream, with what an agent asks of a socket; it fails with what ssh had to say. */
class SshConnection extends Duplex {
  readonly #endpoint: SshEndpoint
  readonly #logins: Limiter
  #ssh: Ssh | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(endpoint: SshEndpoint, logins: Limiter) {
    super({ allowHalfOpen: false })
    this.#endpoint = endpoint
    this.#logins = logins
  }

  /** What is written meanwhile waits. */
  override _construct(done: (error?: Error | null) => void): void {
    void this.#logins(async () => {
      if (!this.destroyed) this.#ssh = this.#open()
      done()
      await this.#loggedIn()
    })
  }

  #open(): Ssh {
    const ssh = spawnSsh(this.#endpoint)
    let complaint = ''
    ssh.stderr.setEncoding('utf8').on('data', (words: string) => {
      complaint = (complaint + words).slice(-LONGEST_COMPLAINT)
    })
    ssh.stdin.on('error', () => {}) // its end is told by `close`, with the reason
    ssh.stdout.on('data', (chunk: Buffer) => this.push(chunk) || ssh.stdout.pause())
    ssh.on('error', (error: NodeJS.ErrnoException) =>
      this.destroy(error.code === 'ENOENT' ? new SshError({ code: 'ssh_missing' }) : error),
    )
    ssh.on('close', (code) => {
      if (code === 0) this.push(null)
      else this.destroy(new SshError(whySshFailed(complaint, code, this.#endpoint)))
    })
    return ssh
  }

  /** Something came from the other side, the connection is over, or the login has had its time. */
  #loggedIn(): Promise<void> {
    return new Promise((resolve) => {
      if (this.destroyed) resolve()
      this.#ssh?.stdout.once('data', () => resolve())
      this.once('close', () => resolve())
      setTimeout(resolve, LOGIN_MS).unref()
    })
  }

  override _read(): void {
    this.#ssh?.stdout.resume()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#ssh?.stdin.write(chunk, encoding, done)
  }

  override _final(done: () => void): void {
    this.#ssh?.stdin.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idle)
    this.#ssh?.kill()
    done(error)
  }

  /** The agent closes a connection that says `timeout` while nobody uses it. */
  setTimeout(ms: number): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.emit('timeout'), ms).unref()
  }

  /** `ssh` notices a dead connection itself (ServerAliveInterval). */
  setKeepAlive(): void {}

  ref(): void {
    this.#ssh?.ref()
    for (const stream of this.#streams()) stream.ref()
  }

  /** An idle connection keeps nobody from exiting. */
  unref(): void {
    this.#ssh?.unref()
    for (const stream of this.#streams()) stream.unref()
  }

  #streams(): readonly Socket[] {
    return (this.#ssh ? [this.#ssh.stdin, this.#ssh.stdout, this.#ssh.stderr] : []) as unknown as Socket[]
  }
}

export class SshError extends Error {
  readonly reason: Reason

  constructor(reason: Reason) {
    super(reason.code)
    this.reason = reason
  }
}

/** What to do about the usual obstacles; else the last line ssh wrote. */
function whySshFailed(complaint: string, code: number | null, { host }: { host: string }): Reason {
  const text = complaint.trim().split('\n').at(-1)?.trim() ?? ''
  if (code === 127 || /docker: (command )?not found/i.test(complaint))
    return { code: 'ssh_docker_missing', host, text }
  if (/host key verification failed/i.test(complaint)) return { code: 'ssh_host_key_unknown', host, text }
  if (/permission denied \(/i.test(complaint)) return { code: 'ssh_keys_refused', host, text }
  return text === '' ? { code: 'ssh_ended', exitCode: code } : verbatim(text)
}
