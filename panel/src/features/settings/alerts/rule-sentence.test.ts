import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlertRule } from '@acestream-orchestrator/contract/alert'
import { ruleSentence } from './rule-sentence.ts'
import { en, type Words } from './words/en.ts'
import { es } from './words/es.ts'

const rule: AlertRule = {
  id: 'r',
  origin: 'panel',
  enabled: true,
  severities: ['warning', 'critical'],
  delay_s: 60,
  gather_s: 30,
  repeat_s: null,
  tells_resolved: true,
  quiet: null,
  notifiers: null,
}
const full: AlertRule = {
  ...rule,
  delay_s: 0,
  severities: ['critical'],
  repeat_s: 7200,
  quiet: { from: '23:00', to: '07:00', time_zone: 'Europe/Madrid', except_critical: true },
  notifiers: ['n-1'],
}

const SENTENCES: readonly (readonly [AlertRule, Words, string])[] = [
  [rule, en, 'Tells of critical incidents and warnings that last 1 min, says when they are over.'],
  [rule, es, 'Avisa de incidencias críticas y advertencias que duren 1 min, avisa cuando terminan.'],
  [
    full,
    en,
    'Tells of critical incidents immediately, repeats every 2 h, says when they are over, is quiet from 23:00 to 07:00, through Phone.',
  ],
  [{ ...rule, severities: [] }, en, 'This rule tells of nothing.'],
]

for (const [of, words, sentence] of SENTENCES)
  test(sentence, () =>
    assert.equal(
      ruleSentence(of, words, () => 'Phone'),
      sentence,
    ),
  )
