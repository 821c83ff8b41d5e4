import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { searchEngine } from './engine-search.ts'

const NO_PEERS: PlaybackReason = { code: 'no_peers', afterS: 15 }
const UNKNOWN: PlaybackReason = { code: 'content_unknown', text: '' }
const FULL: PlaybackReason = { code: 'no_engine', text: 'all are in use' }
/** An engine that never says anything. */
const SILENT = 'silent'

type Outcome = PlaybackReason | null | typeof SILENT

/** Engines e0, e1, ... with what becomes of a session on each. */
function search(outcomes: readonly Outcome[], life = new AbortController()) {
  const opened: string[] = []
  const closed: string[] = []
  const exclude = new Set<string>()
  const found = searchEngine(
    {
      content: { kind: 'content_id', value: 'a'.repeat(40) },
      engines: {
        lease: async (_, excluded) => {
          const free = outcomes.findIndex((_, index) => !excluded.has(`e${index}`))
          return free < 0 ? FULL : { engineId: `e${free}`, address: { host: 'h', port: free } }
        },
      },
      open: ({ engineId, address }) => {
        opened.push(engineId)
        const delivered = Promise.withResolvers<PlaybackReason | null>()
        const outcome = outcomes[address.port]
        if (outcome !== SILENT) delivered.resolve(outcome ?? null)
        const close = async () => {
          closed.push(engineId)
          delivered.resolve({ code: 'shutting_down' })
        }
        return { delivered: delivered.promise, close }
      },
    },
    () => () => true,
    exclude,
    life.signal,
  )
  return { found, opened, closed, exclude }
}

const CASES: readonly [name: string, outcomes: Outcome[], found: PlaybackReason | null, opened: string[]][] =
  [
    ['the first one delivers', [null], null, ['e0']],
    ['the second one delivers', [NO_PEERS, null], null, ['e0', 'e1']],
    ['two do not: a third is not tried', [NO_PEERS, NO_PEERS, null], NO_PEERS, ['e0', 'e1']],
    ['there is no second one: the reason of the first counts', [NO_PEERS], NO_PEERS, ['e0']],
    ['an unknown content is unknown everywhere', [UNKNOWN, null], UNKNOWN, ['e0']],
    ['there is none', [], FULL, []],
  ]
for (const [name, outcomes, expected, tried] of CASES)
  test(`searching an engine: ${name}`, async () => {
    const { found, opened, closed } = search(outcomes)
    assert.deepEqual(await found, expected)
    assert.deepEqual(opened, tried)
    assert.deepEqual(
      closed,
      expected === null ? tried.slice(0, -1) : tried,
      'what does not deliver is closed',
    )
  })

test('a search that is given up closes what it has opened', async () => {
  const life = new AbortController()
  const { found, opened, closed } = search([SILENT], life)
  while (opened.length === 0) await Promise.resolve()
  life.abort(new Error('given up'))
  await assert.rejects(found, /given up/)
  assert.deepEqual(closed, ['e0'])
})
