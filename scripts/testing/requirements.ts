import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { run } from './run.ts'

/** Programs the tests run, and the Debian package that brings each. */
const REQUIREMENTS = [
  { command: 'chromium', pkg: 'chromium' },
  { command: 'nginx', pkg: 'nginx-light' },
  { command: 'caddy', pkg: 'caddy' },
  { command: 'promtool', pkg: 'prometheus' },
  { command: 'dockerd', pkg: 'docker.io' },
  { command: 'iptables', pkg: 'iptables' },
  { command: 'ip', pkg: 'iproute2' },
  { command: 'sshd', pkg: 'openssh-server' },
  { command: 'ssh', pkg: 'openssh-client' },
  { command: 'podman', pkg: 'podman' },
  { command: 'catatonit', pkg: 'catatonit' },
] as const

export type Requirement = (typeof REQUIREMENTS)[number]['command']

/** Installs what is missing, where we may; the returned programs are missing still, each with the reason. */
export async function installRequirements(
  needed: readonly Requirement[],
): Promise<ReadonlyMap<Requirement, string>> {
  const missing = REQUIREMENTS.filter(({ command }) => needed.includes(command) && !isInstalled(command))
  if (missing.length === 0) return new Map()
  const packages = missing.map(({ pkg }) => pkg)
  const obstacle = whyNotInstallable()
  if (obstacle === null) {
    console.log(`Installing ${packages.join(', ')} ...`)
    await aptInstall(packages)
  }
  const reason = obstacle ?? 'apt-get could not install it'
  return new Map(
    missing
      .filter(({ command }) => !isInstalled(command))
      .map(({ command, pkg }) => [command, `${command} is not installed: ${reason} (Debian package ${pkg})`]),
  )
}

function whyNotInstallable(): string | null {
  if (!isInstalled('apt-get')) return 'there is no apt-get here'
  return process.getuid?.() === 0 ? null : 'only root may install it'
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['-qq', 'update'], quiet)
  await withoutServices(() =>
    run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', ...packages], quiet),
  )
}

/** Debian's packages ask this program whether their services may start (deb-systemd-invoke(1)); 101 forbids it. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d'

/** Tests start what they need: an installed nginx or Prometheus would go on running afterwards. */
async function withoutServices(install: () => Promise<unknown>): Promise<void> {
  if (existsSync(SERVICE_POLICY)) return void (await install())
  writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await install()
  } finally {
    rmSync(SERVICE_POLICY, { force: true })
  }
}

/** Also where a user's PATH leaves the system programs out. */
function isInstalled(command: string): boolean {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
  return spawnSync('sh', ['-c', 'command -v "$0"', command], { env: { PATH: path } }).status === 0
}
