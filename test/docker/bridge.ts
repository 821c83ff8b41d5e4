import { execFileSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A bridge of our own, so that neither `docker0` nor the machine's firewall is touched. */
export interface Bridge {
  /** At most 15 characters, as Linux demands; networks made later begin with it. */
  readonly name: string
  readonly subnet: string
  /** Where Docker may take subnets for further networks from. */
  readonly pool: string
}

export function addBridge(): Bridge {
  const name = `act${randomBytes(4).toString('hex')}`
  const prefix = freePrefix()
  ip('link', 'add', name, 'type', 'bridge')
  ip('addr', 'add', `${prefix}.0.1/24`, 'dev', name)
  ip('link', 'set', name, 'up')
  allowForwarding(name, '-I')
  return { name, subnet: `${prefix}.0.0/24`, pool: `base=${prefix}.128.0/17,size=24` }
}

/** Removes it and whatever was named after it; what is gone already is fine. */
export function removeBridge(name: string): void {
  for (const link of linksNamed(name)) tryTo(() => ip('link', 'del', link))
  allowForwarding(name, '-D')
}

function linksNamed(name: string): string[] {
  return [...ip('-o', 'link', 'show').matchAll(/^\d+: ([^:@\s]+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((link) => link.startsWith(name))
}

/** Two numbers of a private network that no route of this machine knows. */
function freePrefix(): string {
  const routes = ip('-4', 'route', 'show', 'table', 'all')
  for (;;) {
    const prefix = `10.${randomInt(100, 250)}`
    if (!routes.includes(`${prefix}.`)) return prefix
  }
}

/**
 * Where another Docker engine lives on this machine, bridged packets pass its firewall, which drops what is not
 * its own. One rule for our bridges alone lets containers talk to each other.
 */
function allowForwarding(name: string, action: '-I' | '-D'): void {
  if (!filtersBridges()) return
  tryTo(() =>
    execFileSync('iptables', [action, 'FORWARD', '-i', `${name}+`, '-o', `${name}+`, '-j', 'ACCEPT'], {
      stdio: 'ignore',
    }),
  )
}

function filtersBridges(): boolean {
  try {
    return readFileSync('/proc/sys/net/bridge/bridge-nf-call-iptables', 'utf8').trim() === '1'
  } catch {
    return false
  }
}

function ip(...args: string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function tryTo(act: () => unknown): void {
  try {
    act()
  } catch {
    // gone already, or never there
  }
}
