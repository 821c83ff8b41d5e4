import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anIncident } from '@acestream-orchestrator/testing/builders/alert'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { type AlertItem, itemOf, messageOf } from '../../alerts/message.ts'
import type { Language } from '../../alerts/notifier.ts'
import type { Incident } from '../../incidents/incident.ts'
import { alertWords, noticeOf } from './alert-notices.ts'

const hung = (name = 'acestream-1', change: Partial<Incident> = {}): AlertItem =>
  itemOf(anIncident({ id: name, params: { engine: name }, ...change }))
const stream = { id: 's', reportedId: 's', title: 'Final', content: 'infohash:x', cut: false, backAtMs: null }
const streams = [stream, { ...stream, id: 't', title: 'F1' }]
const doing = { reason: { code: 'replaced_in', atMs: T0 }, atMs: T0 } as const
const vpn = itemOf(
  anIncident({
    id: 'v',
    code: 'vpn_down',
    params: { vpn: 'gluetun' },
    reason: null,
    subject: { kind: 'vpn', id: 'gluetun', name: 'gluetun' },
    engines: Array.from({ length: 10 }, (_, at) => ({ id: `e${at}`, name: `acestream-${at}` })),
  }),
)
const over = hung('acestream-1', {
  resolvedAtMs: T0 + 1,
  outcome: { code: 'engine_answers_again', afterMs: 31_000 },
})

interface Case {
  readonly name: string
  readonly language: Language
  readonly opened?: readonly AlertItem[]
  readonly still?: readonly AlertItem[]
  readonly resolved?: readonly AlertItem[]
  readonly title: string
  readonly text: string
}

const CASES: readonly Case[] = [
  {
    name: 'one engine',
    language: 'en',
    opened: [hung('acestream-1', { streams, doing, count: 2 })],
    title: 'acestream-1 does not answer',
    text: 'No answer within 5 s.\nIt will be replaced unless it answers.\nThe 2nd time in a row.\n2 streams affected: Final, F1.',
  },
  {
    name: 'the same in Spanish',
    language: 'es',
    opened: [hung('acestream-1', { streams, doing, count: 2 })],
    title: 'acestream-1 no responde',
    text: 'Sin respuesta en 5 s.\nSe sustituirá si no responde.\nPor 2.ª vez seguida.\n2 emisiones afectadas: Final, F1.',
  },
  {
    name: 'a VPN with ten engines',
    language: 'en',
    opened: [vpn],
    title: 'VPN gluetun is not connected',
    text: '10 engines affected: acestream-0, acestream-1, acestream-2, acestream-3, acestream-4, …',
  },
  {
    name: 'several at once',
    language: 'en',
    opened: [vpn, hung('acestream-7')],
    resolved: [over],
    title: 'VPN gluetun is not connected, and 2 more',
    text: [
      '• VPN gluetun is not connected: 10 engines affected: acestream-0, acestream-1, acestream-2, acestream-3, acestream-4, …',
      '• acestream-7 does not answer: no answer within 5 s',
      '• Resolved: acestream-1 does not answer: answered again after 31 s',
    ].join('\n'),
  },
  {
    name: 'over',
    language: 'es',
    resolved: [over],
    title: 'Resuelto: acestream-1 no responde',
    text: 'Volvió a responder tras 31 s.',
  },
  {
    name: 'still open',
    language: 'en',
    still: [hung()],
    title: 'Still open: acestream-1 does not answer',
    text: 'No answer within 5 s.',
  },
  {
    name: 'an incident of another version keeps its sentence',
    language: 'es',
    opened: [hung('x', { code: 'of_another_version', message: 'something else', reason: null })],
    title: 'Something else',
    text: '',
  },
]

for (const { name, language, opened = [], still = [], resolved = [], title, text } of CASES)
  test(`words: ${name}`, async () => {
    const words = await alertWords(language)
    const notice = noticeOf(messageOf('n', T0, { opened, still, resolved }), { words, language, link: null })
    assert.deepEqual([notice.title, notice.text], [title, text])
  })

test('what is too much for a message is counted', async () => {
  const opened = Array.from({ length: 25 }, (_, at) => hung(`acestream-${at}`))
  const words = await alertWords('en')
  const { text, items } = noticeOf(messageOf('n', T0, { opened, still: [], resolved: [] }), {
    words,
    language: 'en',
    link: null,
  })
  assert.equal(text.split('\n').length, 11)
  assert.match(text, /\nand 15 more$/)
  assert.equal(items.length, 25)
})
