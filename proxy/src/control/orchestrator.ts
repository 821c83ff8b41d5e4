// control/: leases from the orchestrator, and reports to it.
import type { PlaybackReason, ProxyFront } from '@acestream-orchestrator/contract/playback'
import type { Content } from '../engine/content.ts'
import { type Address, type Answer, askJson } from '../lib/http.ts'
import type { Engines, Lease } from '../playback/engines.ts'
import { readEngines, readIds, readLease, readProblem } from './answers.ts'

export interface OrchestratorOptions {
  readonly address: Address
  /** Empty, or `/prefix`. */
  readonly basePath: string
  /** Read for each request: the orchestrator may make it after our start. */
  readonly key: () => string
  /** Ours, another one for each process. */
  readonly proxy: string
  /** What is open now, as it is reported. */
  readonly sessions: () => readonly object[]
  /** Where players reach us; undefined: nowhere yet. */
  readonly front: () => ProxyFront | undefined
  /** How long to wait for an engine that is being started. */
  readonly startTimeoutMs: number
  /** Without it, engines that were healthy go on being used for so long. */
  readonly graceMs: number
  /** Viewers are to be moved from this engine; said with each answer until they are. */
  readonly onLeave: (engineId: string) => void
  /** This viewer is to be closed. */
  readonly onClose: (viewerId: string) => void
  readonly onReachable: (is: boolean) => void
}

export interface Orchestrator extends Engines {
  /** Says now what is open; the last word of a process that ends. */
  report(): Promise<void>
  /** Reports every second until it is stopped. */
  stop(): void
}

const REPORT_EVERY_MS = 1000
const REPORT_TIMEOUT_MS = 3000
/** An orchestrator that is started beside us answers by then. */
const FIRST_ANSWER_MS = 15_000

export function createOrchestrator(options: OrchestratorOptions): Orchestrator {
  const { address, basePath, proxy } = options
  let engines: readonly Lease[] = []
  let gone: ReadonlySet<string> = new Set()
  let heardAt = Number.NEGATIVE_INFINITY
  /** Null: nothing is known yet; both may have been started together. */
  let isReachable: boolean | null = null
  const startedAt = performance.now()
  let turn = 0
  let last = Promise.resolve()
  let isBusy = false

  function ask(method: 'POST' | 'PUT', path: string, body: unknown, timeoutMs: number, signal?: AbortSignal) {
    const headers = { authorization: `Bearer ${options.key()}` }
    const request = { address, path: basePath + path, method, headers, body, timeoutMs }
    return askJson(signal === undefined ? request : { ...request, signal })
  }

  function note(answer: Answer): void {
    const is = answer.kind === 'answer' && answer.status < 500
    if (!is && isReachable === null && performance.now() - startedAt < FIRST_ANSWER_MS) return
    if (is !== isReachable) options.onReachable(is)
    isReachable = is
  }

  async function send(): Promise<void> {
    const body = { sessions: options.sessions(), front: options.front() }
    const answer = await ask('PUT', `/playback/sessions/${proxy}`, body, REPORT_TIMEOUT_MS)
    note(answer)
    if (answer.kind === 'miss' || answer.status !== 200) return
    engines = readEngines(answer.value)
    gone = readIds(answer.value, 'gone')
    for (const id of readIds(answer.value, 'leave')) options.onLeave(id)
    for (const id of readIds(answer.value, 'close')) options.onClose(id)
    heardAt = performance.now()
  }

  /** One after the other: an older whole must not come after a newer one. */
  function report(): Promise<void> {
    last = last.then(send)
    return last
  }

  async function reportUnlessBusy(): Promise<void> {
    if (isBusy) return
    isBusy = true
    await report()
    isBusy = false
  }

  /** On engines that were healthy when the orchestrator was last heard, in turn. */
  function leaseOfLastKnown(exclude: ReadonlySet<string>): Lease | PlaybackReason {
    if (performance.now() - heardAt > options.graceMs) return { code: 'orchestrator_unreachable' }
    const left = engines.filter(({ engineId }) => !exclude.has(engineId))
    return left[turn++ % left.length] ?? { code: 'no_engine', text: '' }
  }

  async function lease(content: Content, exclude: ReadonlySet<string>, signal: AbortSignal) {
    const body = { key_type: content.kind, key: content.value, exclude: [...exclude] }
    const answer = await ask('POST', '/playback/leases', body, options.startTimeoutMs, signal)
    if (answer.kind === 'miss' && answer.why === 'timeout') return noEngine('no engine was ready in time')
    if (answer.kind === 'miss') return leaseOfLastKnown(exclude)
    return readLease(answer.value) ?? noEngine(readProblem(answer.value, answer.status))
  }

  const timer = setInterval(() => void reportUnlessBusy(), REPORT_EVERY_MS)
  return { lease, isGone: (id) => gone.has(id), report, stop: () => clearInterval(timer) }
}

const noEngine = (text: string): PlaybackReason => ({ code: 'no_engine', text })
