import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../machine/wait.ts'

/** A real sshd on a port of the loopback that lets root in by a key which our `ssh` finds in ~/.ssh. */
export interface TestSshd {
  readonly port: number
  /** The host key as a line of known_hosts: without it ssh must refuse. */
  trust(isTrusted: boolean): void
  /** What the logged-in user's shell finds, as on a machine without Docker's client. */
  hideCommands(areHidden: boolean): void
  stop(): Promise<void>
}

/** Call it inside the sandbox only: it covers /root, for this mount namespace, with an empty one. */
export async function startSshd(): Promise<TestSshd> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=700', 'tmpfs', '/root'])
  const directory = mkdtempSync(join(tmpdir(), 'sshd-'))
  mkdirSync('/root/.ssh', { mode: 0o700 })
  mkdirSync('/run/sshd', { recursive: true })
  const hostKey = newKey(join(directory, 'host_key'))
  writeFileSync('/root/.ssh/authorized_keys', newKey('/root/.ssh/id_ed25519'), { mode: 0o600 })
  const port = await freePort()
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${directory}/host_key`,
    `PidFile ${directory}/sshd.pid`,
    'PermitRootLogin prohibit-password',
    'AuthorizedKeysFile /root/.ssh/authorized_keys',
    'UsePAM no',
    'StrictModes no',
  ]
  writeFileSync(join(directory, 'sshd_config'), `${lines.join('\n')}\n`)
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(directory, 'sshd_config')], {
    stdio: 'ignore',
  })
  await until('sshd listens', () => listens(port))
  const trust = (isTrusted: boolean) =>
    writeFileSync('/root/.ssh/known_hosts', isTrusted ? `[127.0.0.1]:${port} ${hostKey}` : '')
  trust(true)
  // bash reads it for a command over ssh as well
  const hideCommands = (areHidden: boolean) =>
    writeFileSync('/root/.bashrc', areHidden ? 'PATH=/nowhere' : '')
  return { port, trust, hideCommands, stop: () => stop(sshd, directory) }
}

/** Makes a key pair and returns the public half. */
function newKey(path: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path])
  return execFileSync('ssh-keygen', ['-y', '-f', path], { encoding: 'utf8' })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
}

async function stop(sshd: ChildProcess, directory: string): Promise<void> {
  const exit = new Promise((done) => sshd.once('exit', done))
  sshd.kill()
  await exit
  rmSync(directory, { recursive: true })
}
