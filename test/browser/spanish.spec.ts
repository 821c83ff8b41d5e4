// A Spanish page shows no English: what the server sends as data is worded here, only the outside's own words stay.
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { anEngine } from '@acestream-orchestrator/testing/browser/stand-in/engines'
import type { StandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import { aStream } from '@acestream-orchestrator/testing/browser/stand-in/streams'
import { anEntry } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'
import { messageOf } from '../../server/src/wording/events/message.ts'
import { sentenceOf } from '../../server/src/wording/sentence.ts'

const silent: Reason = { code: 'probe_timeout', timeoutMs: 5000 }
const exited: Reason = { code: 'exited', exitCode: 137, oomKilled: false, error: null, lastWords: null }

const ENGINES: readonly (readonly [
  state: 'starting' | 'ready' | 'draining' | 'removing' | 'failed',
  Reason,
])[] = [
  ['starting', { code: 'starting' }],
  ['draining', { code: 'draining' }],
  ['removing', { code: 'being_removed', why: { code: 'idle_over_target' } }],
  ['failed', exited],
  ['failed', { code: 'exited', exitCode: 1, oomKilled: true, error: null, lastWords: null }],
  ['ready', { code: 'missed_check', reason: silent }],
  ['ready', { code: 'connection_refused', address: '10.0.0.2:6878' }],
  ['ready', { code: 'never_answered', afterMs: 60_000 }],
  ['ready', { code: 'port_occupied', port: 19_000 }],
  ['ready', { code: 'container_gone' }],
  ['ready', { code: 'all', reasons: [silent, { code: 'replaced_unless_it_answers', inMs: 30_000 }] }],
  ['ready', { code: 'with_cure', reason: silent, cure: { code: 'vpn_restarted', vpn: 'gluetun' } }],
  ['ready', { code: 'kept_for_its_stream', atMaximum: true }],
]

const PHASES: readonly (readonly [phase: 'starting' | 'stalled' | 'unknown' | 'active', Reason | null])[] = [
  ['starting', { code: 'prebuffering', percent: 23, peers: 4 }],
  ['starting', { code: 'not_read_yet' }],
  ['stalled', { code: 'no_data', forMs: 25_000, peers: 0, status: null }],
  ['unknown', { code: 'engine_not_answering', reason: silent }],
  ['active', null],
]

const engine = 'acestream-1'
const named = { engine, stream: '"La 1"' }
const stats = {
  replacedBy: null,
  durationS: 60,
  timeToFirstDataMs: 900,
  downloaded: 1,
  uploaded: 1,
  avgSpeedDown: 1,
  avgSpeedUp: 1,
  peakSpeedDown: 1,
  peakSpeedUp: 1,
  peakPeers: 1,
}

const EVENTS: readonly CodedEvent[] = [
  { code: 'engine.created', engine, image: null, port: 19_000, vpn: null, reducedHardening: true },
  { code: 'engine.adopted', engine, image: null, port: 19_000, vpn: null, reducedHardening: false },
  { code: 'engine.registered', engine },
  { code: 'engine.starting', engine },
  { code: 'engine.ready', engine, afterDrain: true },
  { code: 'engine.draining', engine, kept: false },
  { code: 'engine.draining', engine, kept: true },
  { code: 'engine.restarting', engine, reason: { code: 'restarted_by_operator' } },
  { code: 'engine.restarted', engine },
  { code: 'engine.failed', engine, reason: exited, exitCode: 137, oomKilled: false },
  { code: 'engine.removing', engine, reason: { code: 'drained' }, cause: 'drained' },
  { code: 'engine.removed', engine, reason: { code: 'removed_by_operator' }, cause: 'operator' },
  { code: 'engine.vpn_lost', engine, vpn: 'gluetun', reason: silent },
  { code: 'engine.vpn_back', engine },
  { code: 'health.unhealthy', engine, reason: silent },
  { code: 'health.healthy', engine },
  { code: 'system.breaker_open', reason: exited, endsInS: 30 },
  {
    ...named,
    code: 'stream.started',
    keyType: 'infohash',
    key: 'k',
    isLive: true,
    source: 'event',
    warning: null,
  },
  { ...named, code: 'stream.stalled', before: 'active', reason: null },
  { ...named, code: 'stream.unknown', before: 'active', reason: silent },
  { ...named, ...stats, code: 'stream.ended', reason: 'vpn_lost', detail: null },
  {
    ...named,
    ...stats,
    code: 'stream.ended',
    reason: 'reported',
    detail: { code: 'verbatim', text: 'adiós' },
  },
]

/** Everything that a server can say, together; the English sentences of it are returned. */
function tell(server: StandIn): string[] {
  const { world } = server
  const sentences: string[] = []
  const english = (reason: Reason) => {
    const sentence = sentenceOf(reason)
    sentences.push(sentence)
    return sentence
  }
  world.engines = ENGINES.map(([state, reason], n) =>
    anEngine(n, {
      state,
      health_status: 'unhealthy',
      health_reason: english(reason),
      health_reason_data: reason,
      recent_checks: [{ ts: ago(5), ms: 5000, reason: english(silent), reason_data: silent }],
      labels: {},
    }),
  )
  const [first] = world.engines
  if (first === undefined) throw new Error('no engine')
  world.streams = PHASES.map(([phase, reason], n) => ({
    ...aStream(n, first),
    title: `Canal ${n}`,
    phase,
    phase_reason: reason && english(reason),
    phase_reason_data: reason,
  }))
  world.journal = EVENTS.map((event) => {
    const [type = '', category = ''] = event.code.split('.')
    const { code: _, ...params } = event
    const message = messageOf(event)
    sentences.push(message)
    return anEntry(type as 'engine', category, message, { params })
  }).toReversed()
  const blocked: Reason = { code: 'starting_keeps_failing', reason: exited }
  world.blocked = {
    code: 'circuit_breaker',
    message: english(blocked),
    reason_data: blocked,
    recovery_eta_seconds: 30,
    can_retry: false,
    should_wait: true,
  }
  const docker: Reason = { code: 'docker_not_running', endpoint: 'unix:///var/run/docker.sock' }
  world.runtime = { ...world.runtime, reachable: false, reason: english(docker), reason_data: docker }
  const locked: Reason = { code: 'store_locked', file: 'DATA_DIR/db.sqlite', sqliteCode: 5 }
  world.store = { ok: false, reason: english(locked), reason_data: locked }
  const unread: Reason = { code: 'log_lines_dropped', reason: { code: 'log_not_read' }, sinceMs: 0 }
  world.log = { ok: false, dropped: 3, reason: english(unread), reason_data: unread }
  const scaling: Reason = { code: 'scaling_to', target: 9 }
  const changed: Reason = { code: 'scale_changed' }
  world.jobs = [
    {
      id: 'scale',
      kind: 'scale',
      title: english(scaling),
      title_data: scaling,
      done: 2,
      total: 9,
      unit: 'engines',
      state: 'failed',
      error: english(changed),
      error_data: changed,
    },
  ]
  return sentences
}

/** Words that no Spanish sentence has. */
const ENGLISH =
  /\b(?:the|is|are|was|were|has|its|with|not|does|will|this|and|within|answer|running|exited|paused|restarting|created|unhealthy|healthy|engines?)\b/i

/** All that is shown or spoken. */
const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const spoken = [...document.querySelectorAll('[title], [aria-label], [aria-valuetext]')].flatMap((one) =>
      ['title', 'aria-label', 'aria-valuetext'].map((name) => one.getAttribute(name) ?? ''),
    )
    return [document.body.innerText, ...spoken].join('\n')
  })

async function expectSpanish(page: Page, sentences: readonly string[]): Promise<void> {
  const lines = (await textOf(page)).split('\n').map((line) => line.replace('Acestream Orchestrator', ''))
  expect(lines.filter((line) => ENGLISH.test(line))).toEqual([])
  expect(sentences.filter((sentence) => lines.some((line) => line.includes(sentence)))).toEqual([])
}

test.describe('a Spanish page', () => {
  test.use({ locale: 'es-ES' })

  test('shows no English of the server, whatever it says', async ({ page, watch, standIn }) => {
    test.slow()
    const server = await standIn({ beatMs: 0 })
    const sentences = tell(server)
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/#/`)
    await expect(page.getByRole('banner')).toContainText('En vivo')
    await expect(page.getByRole('main')).toContainText('comprobación fallida: sin respuesta en 5 s')
    await expect(page.getByRole('main')).toContainText('rechaza las conexiones')
    await expect(page.getByRole('main')).toContainText('escalando a 9')
    await expectSpanish(page, sentences)
    const [first] = server.world.engines
    for (const at of [
      '/engines',
      '/engines?view=table',
      `/engines/${first?.container_id}`,
      '/streams',
      `/streams/${server.world.streams[0]?.short_id}`,
      '/vpn',
      '/activity',
    ]) {
      await page.evaluate((hash) => {
        location.hash = hash
      }, at)
      await page.waitForTimeout(600)
      await expectSpanish(page, sentences)
    }
    await expect(page.getByRole('main')).toContainText('acestream-1 ha perdido la conexión VPN')
  })

  test('says in Spanish why an action was refused', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const reason: Reason = { code: 'maximum_reached', maximum: 6 }
    server.faults.refuse = {
      status: 409,
      code: 'conflict',
      detail: sentenceOf(reason),
      reason_data: reason,
    }
    watch.allow(/409/)
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/#/engines`)
    await page.getByRole('button', { name: 'Iniciar un motor' }).click()
    await expect(page.getByRole('main').getByRole('alert').first()).toContainText(
      'No se ha podido iniciar un motor: La petición ha fallado. Detalle: ya existen los 6 motores que permite MAX_REPLICAS.',
    )
    await expectSpanish(page, [sentenceOf(reason)])
  })
})
