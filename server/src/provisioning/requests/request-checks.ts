import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { describe, type Engine, isAlive, isExternal } from '../../engines/engine.ts'
import { portsOf } from '../../engines/labels.ts'
import { DomainError } from '../../lib/errors.ts'

type Values = Readonly<Record<string, string>>

/** The only images that callers may ask for; null stands for TARGET_IMAGE. */
export function checkImage(image: string | null, allowed: readonly string[]): void {
  if (image === null || allowed.includes(image)) return
  throw new DomainError('image_not_allowed', { code: 'image_not_allowed', image, allowed })
}

/** No label may make a container somebody else's, or an engine. */
export function checkLabels(labels: Values, managementKey: string): void {
  const reserved = Object.keys(labels).find(
    (label) =>
      label === managementKey ||
      label.startsWith('orchestrator.') ||
      label.startsWith('acestream.') ||
      label.startsWith('host.http') ||
      label.startsWith('com.docker.'),
  )
  if (reserved !== undefined) throw new DomainError('validation', { code: 'label_reserved', label: reserved })
}

/** What no system can hand to a process. Other odd names are the image's business. */
export function checkEnvironment(env: Values): void {
  for (const [name, value] of Object.entries(env)) {
    if (name === '' || name.includes('=') || name.includes('\0'))
      throw fault(['env', name], name, { code: 'variable_name_invalid', name })
    if (value.includes('\0')) throw fault(['env', name], value, { code: 'variable_value_has_nul' })
  }
}

/** A port that an engine of ours holds is refused, unless that engine is promised: then its caller may be asking again. */
export function checkHostPort(
  port: number | null,
  engines: readonly Engine[],
  isPromised: (engineId: string) => boolean,
): void {
  if (port === null) return
  const holder = engines.find(
    (each) => !isExternal(each) && isAlive(each) && portsOf(each.engineSpec).includes(port),
  )
  if (!holder || isPromised(holder.id)) return
  throw new DomainError('conflict', { code: 'port_held_by_engine', port, engine: describe(holder) })
}

const PORT = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/

/** As the runtime writes them: `80` becomes `80/tcp`. */
export function readPorts(ports: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const read: Record<string, number> = {}
  for (const [given, hostPort] of Object.entries(ports)) {
    const [, number, protocol = 'tcp'] = PORT.exec(given) ?? []
    const port = Number(number)
    if (!(port >= 1 && port <= 65_535))
      throw fault(['ports', given], given, { code: 'container_port_invalid', given })
    const key = `${port}/${protocol}`
    if (key in read) throw fault(['ports', given], given, { code: 'container_port_twice', port: key })
    read[key] = hostPort
  }
  return read
}

function fault(place: readonly string[], input: unknown, reason: Reason): DomainError {
  return new DomainError('validation', reason, { field: { loc: ['body', ...place], input } })
}
