/** `host` is a name or an IP address, an IPv6 one without brackets. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** As hosts stand in URLs: `[::1]`, `10.0.0.1`, `gluetun`. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** `[::1]:6878` */
export function hostPort({ host, port }: Address): string {
  return `${bracketed(host)}:${port}`
}

/** `http://10.0.0.1:6878` */
export function httpOrigin(address: Address): string {
  return `http://${hostPort(address)}`
}

export function isSameAddress(a: Address, b: Address | undefined): boolean {
  return a.host === b?.host && a.port === b.port
}
