import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { EmulatedGluetun, GluetunOptions, GluetunState } from '../gluetun.ts'
import { listen, shut } from '../lib/http.ts'
import { createGate } from './auth.ts'
import { exitIn, type VpnChanges } from './changes.ts'
import { serveControl } from './control-routes.ts'
import { answer, type Gluetun } from './control-server.ts'
import { type GluetunFaults, misbehave, NO_FAULTS } from './faults.ts'
import { TRAITS } from './flavour.ts'
import { createHealthServer, type Health } from './health-server.ts'
import { Vpn } from './vpn.ts'

const KEPT_REQUESTS = 200
/** As Gluetun's: it closes a connection that says nothing for so long (docs/reference/gluetun.md 1). */
const KEEP_ALIVE_MS = 3000
const HOST = '127.0.0.1'

/** A Gluetun's two servers around its VPN loop. */
export class GluetunProcess implements EmulatedGluetun {
  port = 0
  #healthPort: number | null = null
  readonly #options: GluetunOptions
  readonly #gluetun: Gluetun
  readonly #server: Server
  readonly #healthServer: Server | undefined
  readonly #requests: string[] = []
  #faults = NO_FAULTS
  #givenHealth: Health = { healthy: undefined, reason: 'no route to host' }
  #isClosed = false

  constructor(options: GluetunOptions) {
    this.#options = options
    this.#gluetun = createGluetun(options)
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy())
    })
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS
    this.#healthServer = options.healthPort === null ? undefined : createHealthServer(() => this.#health())
  }

  async listen(): Promise<void> {
    const { port = 0, host = HOST, healthPort, healthHost = host } = this.#options
    this.port = await listen(this.#server, port, host)
    try {
      if (this.#healthServer) this.#healthPort = await listen(this.#healthServer, healthPort ?? 0, healthHost)
    } catch (error) {
      await shut(this.#server)
      throw error
    }
    void this.#gluetun.vpn.change('running')
  }

  get url(): string {
    return `http://${HOST}:${this.port}`
  }

  get healthUrl(): string | undefined {
    return this.#healthPort === null ? undefined : `http://${HOST}:${this.#healthPort}`
  }

  set(changes: VpnChanges): void {
    const { healthy, healthReason = this.#givenHealth.reason } = changes
    if (healthy !== undefined || changes.healthReason !== undefined)
      this.#givenHealth = { healthy: healthy ?? this.#givenHealth.healthy, reason: healthReason }
    const { vpn } = this.#gluetun
    if (changes.status !== undefined) vpn.force(changes.status, exitIn(changes))
    else vpn.exit = { ...vpn.exit, ...exitIn(changes) }
  }

  fault(faults: Partial<GluetunFaults>): GluetunFaults {
    this.#faults = { ...this.#faults, ...faults }
    if (faults.refuseMs) void this.#refuse(faults.refuseMs)
    return this.#faults
  }

  clearFaults(): void {
    this.#faults = NO_FAULTS
  }

  reconnect(exit: VpnChanges = {}): Promise<void> {
    return this.#gluetun.vpn.reconnect(exitIn(exit))
  }

  state(): GluetunState {
    const { vpn, flavour } = this.#gluetun
    const { healthy, reason } = this.#health()
    return {
      flavour,
      port: this.port,
      healthPort: this.#healthPort,
      status: vpn.status,
      publicIp: vpn.publicIp,
      forwardedPorts: vpn.forwardedPorts,
      healthy,
      healthReason: healthy ? '' : reason,
      faults: this.#faults,
      requests: [...this.#requests],
    }
  }

  crash(exitCode = 1): void {
    void this.close()
    this.#options.onCrash?.(exitCode)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#gluetun.vpn.close()
    await Promise.all([shut(this.#server), this.#healthServer && shut(this.#healthServer)])
  }

  /** Old versions check all the time; newer ones only while the tunnel is up, and then keep the last result (docs/reference/gluetun.md 5.2). */
  #health(): Health {
    const { vpn, traits } = this.#gluetun
    const { healthy, reason } = this.#givenHealth
    if (healthy !== undefined) return { healthy, reason }
    if (!vpn.hasBeenUp) return { healthy: undefined, reason: 'healthcheck did not run yet' }
    return { healthy: !traits.healthLoopAlwaysRuns || vpn.publicIp !== '', reason }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: uri = '/', headers } = request
    const url = new URL(uri, 'http://gluetun')
    if (this.#options.control && url.pathname.startsWith('/emulator/'))
      return serveControl(this, request, response)
    this.#requests.push(`${method} ${uri}`)
    if (this.#requests.length > KEPT_REQUESTS) this.#requests.shift()
    if (misbehave(this.#faults.answer, response)) return
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const reply = await answer(this.#gluetun, { method, uri, url, headers, body })
    const type = { 'Content-Type': 'text/plain; charset=utf-8' }
    response.writeHead(reply.code, { ...type, ...reply.headers }).end(reply.body)
  }

  async #refuse(ms: number): Promise<void> {
    await shut(this.#server)
    setTimeout(() => {
      if (!this.#isClosed) void listen(this.#server, this.port, this.#options.host ?? HOST)
    }, ms)
  }
}

function createGluetun(options: GluetunOptions): Gluetun {
  const { flavour = '3.41.2', timeScale = 1, portForwarding = true } = options
  const traits = TRAITS[flavour]
  const exit = {
    publicIp: options.publicIp ?? '203.0.113.7',
    country: options.country ?? 'Netherlands',
    region: options.region ?? 'North Holland',
    city: options.city ?? 'Amsterdam',
    forwardedPorts: options.forwardedPorts ?? [5914],
  }
  const restartsWhenStopped = traits.healthLoopAlwaysRuns
  return {
    flavour,
    traits,
    gate: createGate(flavour, options.roles ?? [], options.defaultRole),
    vpn: new Vpn({ timeScale, exit, forwardsPorts: portForwarding, restartsWhenStopped }),
    provider: options.provider ?? 'protonvpn',
    vpnType: options.vpnType ?? 'wireguard',
    loops: { dns: options.dns ?? 'running', updater: 'stopped' },
  }
}
