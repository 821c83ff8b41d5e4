import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { DomainError } from '../../../lib/errors.ts'

export interface EndpointSettings {
  /** DOCKER_HOST: `unix:///path`, `tcp://host:port`, `http(s)://…`, `ssh://user@host`. */
  readonly dockerHost: string
  readonly tlsVerify: boolean
  /** Directory of `ca.pem`, `cert.pem` and `key.pem`; null: `~/.docker`. */
  readonly certPath: string | null
}

export interface Certificates {
  readonly ca: Buffer | undefined
  readonly cert: Buffer | undefined
  readonly key: Buffer | undefined
}

/** Where the Docker API is, in the parts a transport needs. `label` is what people are shown. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly label: string; readonly socketPath: string }
  | { readonly kind: 'http'; readonly label: string; readonly host: string; readonly port: number }
  | {
      readonly kind: 'https'
      readonly label: string
      readonly host: string
      readonly port: number
      readonly certificates: Certificates
    }
  | {
      readonly kind: 'ssh'
      readonly label: string
      readonly host: string
      /** Undefined: what ssh's own configuration says. */
      readonly port: number | undefined
      readonly username: string | undefined
      /** The engine's socket over there; null: its default. */
      readonly socketPath: string | null
    }

const DEFAULT_SOCKET = '/var/run/docker.sock'
const PLAIN_PORT = 2375
const TLS_PORT = 2376

/**
 * Reads the settings as Docker's own clients do: TLS with DOCKER_TLS_VERIFY, an `https:` address or port 2376.
 * Throws `validation` for an address no Docker client would take, or certificates that can't be read.
 */
export function endpointOf({ dockerHost, tlsVerify, certPath }: EndpointSettings): Endpoint {
  if (dockerHost.startsWith('unix://'))
    return {
      kind: 'unix',
      label: dockerHost,
      socketPath: dockerHost.slice('unix://'.length) || DEFAULT_SOCKET,
    }
  const url = parse(dockerHost)
  const at = { label: dockerHost, host: url.hostname.replace(/^\[|\]$/g, '') }
  if (url.protocol === 'ssh:') return { kind: 'ssh', ...at, ...sshPartsOf(url) }
  const secure = tlsVerify || url.protocol === 'https:' || url.port === String(TLS_PORT)
  if (!secure) return { kind: 'http', ...at, port: Number(url.port) || PLAIN_PORT }
  return {
    kind: 'https',
    ...at,
    port: Number(url.port) || TLS_PORT,
    certificates: readCertificates(certPath ?? join(homedir(), '.docker')),
  }
}

function sshPartsOf({ port, username, password, pathname }: URL) {
  if (password) throw new DomainError('validation', { code: 'docker_host_has_password' })
  return {
    port: Number(port) || undefined,
    username: decodeURIComponent(username) || undefined,
    socketPath: pathname.length > 1 ? decodeURIComponent(pathname) : null,
  }
}

function parse(dockerHost: string): URL {
  const address = dockerHost.includes('://') ? dockerHost : `tcp://${dockerHost}`
  // `http` has a default port that URL drops, and `tcp` is no special scheme: both are read as one that keeps it.
  const url = URL.canParse(address) ? new URL(address.replace(/^http:/, 'tcp:')) : undefined
  if (url?.hostname && ['tcp:', 'https:', 'ssh:'].includes(url.protocol)) return url
  throw new DomainError('validation', { code: 'docker_host_invalid', value: dockerHost })
}

/** A missing file is no fault: the server may be verified by the system's authorities, or ask for no certificate. */
function readCertificates(directory: string): Certificates {
  const read = (name: string) => {
    try {
      return readFileSync(join(directory, name))
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      const path = join(directory, name)
      throw new DomainError('validation', { code: 'docker_certificate_unreadable', path }, { cause })
    }
  }
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
}
