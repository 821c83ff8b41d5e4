import { setTimeout as sleep } from 'node:timers/promises'

/** Gluetun's words for its VPN loop (docs/reference/gluetun.md 2.1). */
export type VpnStatus = 'starting' | 'running' | 'stopping' | 'stopped' | 'crashed' | 'completed'

/** What the tunnel gives while it is up. */
export interface Exit {
  readonly publicIp: string
  readonly country: string
  readonly region: string
  readonly city: string
  readonly forwardedPorts: readonly number[]
}

export interface VpnOptions {
  readonly timeScale: number
  readonly exit: Exit
  /** A provider's own forwarding runs. */
  readonly forwardsPorts: boolean
  /** Starts a stopped VPN again, as the health loop of old versions does. */
  readonly restartsWhenStopped: boolean
}

/** In Gluetun's time: `running` comes long before the address, and the forwarded port last (docs/reference/gluetun.md 2.1, 4). */
const START_MS = 300
const STOP_MS = 200
const ADDRESS_AFTER_MS = 2000
const PORTS_AFTER_MS = 1500
const HEALTH_LOOP_MS = 6000

/** The VPN loop. What it is told to do it does one after the other; a tunnel that comes up ends what comes up before it. */
export class Vpn {
  status: VpnStatus = 'stopped'
  exit: Exit
  /** False until the first tunnel was up: no list of ports exists before. */
  hasBeenUp = false
  readonly #options: VpnOptions
  #givenPorts: readonly number[] = []
  #hasAddress = false
  #hasPorts = false
  #queue: Promise<unknown> = Promise.resolve()
  #tunnel = new AbortController()
  #isClosed = false

  constructor(options: VpnOptions) {
    this.#options = options
    this.exit = options.exit
  }

  get publicIp(): string {
    return this.#hasAddress ? this.exit.publicIp : ''
  }

  get forwardedPorts(): readonly number[] {
    if (!this.#options.forwardsPorts) return this.#givenPorts
    return this.#hasPorts ? this.exit.forwardedPorts : []
  }

  /** False: a provider's own forwarding owns the list (docs/reference/gluetun.md 2.4). */
  givePorts(ports: readonly number[]): boolean {
    if (!this.#options.forwardsPorts) this.#givenPorts = ports
    return !this.#options.forwardsPorts
  }

  /** Answers like a PUT, when the loop has changed. */
  change(to: 'running' | 'stopped'): Promise<string> {
    const change = this.#queue.then(async () => {
      const canChange = to === 'running' ? ['stopped', 'completed'] : ['running']
      if (!canChange.includes(this.status)) return `already ${this.status}`
      return to === 'running' ? this.#start() : this.#stop()
    })
    this.#queue = change
    return change
  }

  /** Stops, changes the exit, starts: all inside the container. Resolves when it is `running`. */
  async reconnect(exit: Partial<Exit>): Promise<void> {
    await this.change('stopped')
    this.exit = { ...this.exit, ...exit }
    await this.change('running')
  }

  /** At once, without the loop: what is up is up completely, what is not has neither address nor ports. */
  force(status: VpnStatus, exit: Partial<Exit>): void {
    this.exit = { ...this.exit, ...exit }
    this.#down(status)
    if (status !== 'running') return
    this.#hasAddress = true
    this.#hasPorts = true
    this.hasBeenUp = true
  }

  close(): void {
    this.#isClosed = true
    this.#tunnel.abort()
  }

  async #start(): Promise<string> {
    this.#down('starting')
    await this.#wait(START_MS)
    if (this.status !== 'starting') return this.status
    this.status = 'running'
    void this.#comeUp(this.#tunnel.signal)
    return 'running'
  }

  async #stop(): Promise<string> {
    this.#down('stopping')
    await this.#wait(STOP_MS)
    if (this.status !== 'stopping') return this.status
    this.status = 'stopped'
    if (this.#options.restartsWhenStopped) void this.#startAgain(this.#tunnel.signal)
    return 'stopped'
  }

  async #comeUp(signal: AbortSignal): Promise<void> {
    await this.#wait(ADDRESS_AFTER_MS)
    if (signal.aborted) return
    this.#hasAddress = true
    this.hasBeenUp = true
    await this.#wait(PORTS_AFTER_MS)
    if (!signal.aborted) this.#hasPorts = true
  }

  async #startAgain(signal: AbortSignal): Promise<void> {
    await this.#wait(HEALTH_LOOP_MS)
    if (!signal.aborted) await this.change('running')
  }

  #down(status: VpnStatus): void {
    this.#tunnel.abort()
    if (!this.#isClosed) this.#tunnel = new AbortController()
    this.#hasAddress = false
    this.#hasPorts = false
    this.#givenPorts = []
    this.status = status
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms / this.#options.timeScale, undefined, { ref: false })
  }
}
