import type { RecordedSpec } from './engine.ts'

/** Label keys on our containers. The unprefixed ones are what existing clients read (docs/api.md, CONTAINER_LABEL). */
export const LABELS = {
  httpPort: 'acestream.http_port',
  httpsPort: 'acestream.https_port',
  hostHttpPort: 'host.http_port',
  hostHttpsPort: 'host.https_port',
  apiPort: 'orchestrator.api-port',
  p2pPort: 'orchestrator.p2p-port',
  instance: 'orchestrator.instance',
  kind: 'orchestrator.kind',
  variant: 'orchestrator.variant',
  spec: 'orchestrator.spec',
  imageDigest: 'orchestrator.image-digest',
  hardening: 'orchestrator.hardening',
  vpn: 'orchestrator.vpn',
  forwarded: 'orchestrator.forwarded',
  createdBy: 'orchestrator.created-by',
  request: 'orchestrator.request',
} as const

/** The value of `createdBy`. */
export const CREATED_BY = 'acestream-orchestrator'

/** The value of `hardening` on containers that run without an init process and no-new-privileges. */
export const REDUCED_HARDENING = 'reduced'

export type ContainerKind = 'engine' | 'generic'

type Labels = Readonly<Record<string, string>>

export function kindOf(labels: Labels): ContainerKind {
  return labels[LABELS.kind] === 'generic' ? 'generic' : 'engine'
}

function portIn(labels: Labels, key: string): number | null {
  const port = Number(labels[key])
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
}

/** The port AceStream listens on by default (docs/reference/acestream-engine.md 1). */
const DEFAULT_HTTP_PORT = 6878

/** Reads back what `labelsFor` wrote; a label that is missing or broken reads as unknown. */
export function readSpec(labels: Labels): RecordedSpec {
  return {
    variant: labels[LABELS.variant] ?? 'unknown',
    specHash: labels[LABELS.spec] ?? '',
    httpPort: portIn(labels, LABELS.httpPort) ?? DEFAULT_HTTP_PORT,
    httpsPort: portIn(labels, LABELS.httpsPort),
    apiPort: portIn(labels, LABELS.apiPort),
    p2pPort: portIn(labels, LABELS.p2pPort),
    vpn: labels[LABELS.vpn] || null,
    forwarded: labels[LABELS.forwarded] === 'true',
  }
}

/** Every port this container holds in its network namespace. */
export function portsOf({ httpPort, httpsPort, apiPort, p2pPort }: RecordedSpec): number[] {
  return [httpPort, httpsPort, apiPort, p2pPort].filter((port) => port !== null)
}
