import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { someFacts, someReading } from '@acestream-orchestrator/testing/builders/vpn'
import { type ManualClock, manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { JournalEvent } from '../../server/src/journal/journal-event.ts'
import type { Address } from '../../server/src/lib/address.ts'
import { DomainError } from '../../server/src/lib/errors.ts'
import { fixed } from '../../server/src/lib/live.ts'
import type { Logger } from '../../server/src/lib/log.ts'
import type {
  ControlClient,
  ControlReading,
  VpnCheckRow,
  VpnContainerFacts,
  VpnContainers,
} from '../../server/src/vpn/ports.ts'
import {
  createVpnWatch,
  type VpnChange,
  type VpnWatch,
  type VpnWatchOptions,
} from '../../server/src/vpn/watch.ts'

/** One VPN container of the fake world. */
export interface FakeNode {
  facts: VpnContainerFacts | undefined
  /** `hang`: given up after 3 s, as the real client does. */
  reading: ControlReading | 'hang'
  restarts: number
}

export interface Rig {
  readonly clock: ManualClock
  readonly watch: VpnWatch
  readonly nodes: Map<string, FakeNode>
  /** What was recorded in the journal. */
  readonly recorded: JournalEvent[]
  readonly stored: VpnCheckRow[]
  readonly logged: string[]
  readonly changes: VpnChange[]
  /** Every look at Docker, with its time. */
  readonly looks: { readonly name: string; readonly atMs: number }[]
  node(name: string): FakeNode
  /** The runtime stops answering, or answers again. */
  setDocker(answers: boolean): void
  /** Docker sends an event. */
  hint(name: string | null): void
  hostIp: string | Error
  earlier: VpnCheckRow[]
  restartFails: Reason | null
}

/** A whole watch over fake containers and control servers, under a manual clock. */
export function rig(names: readonly string[], change: Partial<VpnWatchOptions> = {}): Rig {
  const clock = manualClock()
  const nodes = new Map(names.map((name) => [name, healthy(name)] as const))
  let dockerAnswers = true
  let onHint: (name: string | null) => void = () => {}

  const containers: VpnContainers = {
    inspectVpn: async (name) => {
      state.looks.push({ name, atMs: clock.elapsedMs() })
      if (!dockerAnswers) throw new DomainError('runtime_unavailable', { code: 'runtime_not_answering' })
      return nodes.get(name)?.facts
    },
    watchVpn: (_, hint, signal) => {
      onHint = hint
      return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }))
    },
  }
  const control: ControlClient = {
    read: (address, _, signal) => readOf(nodes.get(address.host), clock, signal),
    restartTunnel: async ({ host }: Address) => {
      const node = nodes.get(host)
      if (node) node.restarts++
      if (state.restartFails !== null) throw new DomainError('vpn_error', state.restartFails)
    },
    hostIp: async () => {
      if (state.hostIp instanceof Error) throw state.hostIp
      return state.hostIp
    },
  }
  const state = {
    clock,
    nodes,
    recorded: [] as JournalEvent[],
    stored: [] as VpnCheckRow[],
    logged: [] as string[],
    changes: [] as VpnChange[],
    looks: [] as { name: string; atMs: number }[],
    hostIp: '203.0.113.1' as string | Error,
    earlier: [] as VpnCheckRow[],
    restartFails: null as Reason | null,
    node: (name: string): FakeNode => nodes.get(name) ?? healthy(name),
    setDocker: (answers: boolean) => {
      dockerAnswers = answers
    },
    hint: (name: string | null) => onHint(name),
  }
  const watch = createVpnWatch({
    nodes: names.map((name) => ({ name, apiPort: 8000, credentials: { kind: 'none' } })),
    containers,
    control,
    store: {
      append: (row) => state.stored.push(row),
      recent: async () => Map.groupBy(state.earlier, ({ node }) => node),
    },
    engines: { inNetworkOf: (name) => [`engine-of-${name}`] },
    recorder: { record: (event) => void state.recorded.push(event as JournalEvent) },
    clock,
    logger: recordingLogger(state.logged),
    settings: fixed({ intervalMs: 5000, portWatchdog: false }),
    leakCheckUrl: null,
    advertisePublished: () => false,
    ...change,
  })
  watch.changes.on((each) => state.changes.push(each))
  return Object.assign(state, { watch })
}

function healthy(name: string): FakeNode {
  const controlAddresses = [{ host: name, port: 8000 }]
  return {
    facts: someFacts({ id: `${name}-1`, name, controlAddresses }),
    reading: someReading(),
    restarts: 0,
  }
}

async function readOf(
  node: FakeNode | undefined,
  clock: ManualClock,
  signal: AbortSignal,
): Promise<ControlReading> {
  if (!node) return { kind: 'unreachable', reason: { code: 'control_unresolved', where: 'nowhere:8000' } }
  if (node.reading !== 'hang') return node.reading
  await clock.sleep(3000, signal)
  return { kind: 'unreachable', reason: { code: 'control_timeout', where: 'gluetun:8000', timeoutMs: 3000 } }
}

function recordingLogger(lines: string[]): Logger {
  const record = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`)
  }
  const logger: Logger = { debug: record, info: record, warn: record, error: record, child: () => logger }
  return logger
}
