import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esWording } from './es/es.ts'
import { incidentIn, messageIn, sayIn, type Worded, type Wording } from './say.ts'

const engine = {
  health_reason: 'missed a check: no answer within 5 s',
  health_reason_data: { code: 'missed_check', reason: { code: 'probe_timeout', timeoutMs: 5000 } },
}

const say = (of: { health_reason: string | null }, wording: Wording | null = esWording) =>
  sayIn(wording)(of, 'health_reason')

test('a reason is worded from its code in Spanish, and is the server’s sentence in English', () => {
  assert.equal(say(engine), 'comprobación fallida: sin respuesta en 5 s')
  assert.equal(say(engine, null), engine.health_reason)
})

test('what this panel does not know is shown as the server says it', () => {
  const { health_reason } = engine
  assert.equal(say({ health_reason }), health_reason, 'an older server')
  const newer = { health_reason, health_reason_data: { code: 'of_a_newer_version' } }
  assert.equal(say(newer), health_reason, 'a newer server')
  const named = { health_reason, health_reason_data: { code: 'constructor' } }
  assert.equal(say(named), health_reason, 'a code called like something every object has')
  const within = { health_reason, health_reason_data: { code: 'missed_check', reason: { code: 'newer' } } }
  assert.equal(say(within), health_reason, 'a newer code within a known one')
  const bare = { health_reason, health_reason_data: { code: 'all' } }
  assert.equal(say(bare), health_reason, 'parameters that are not there')
  assert.equal(say({ health_reason: null }), null)
})

test('words of the outside stay as they are', () => {
  const of = {
    health_reason: 'no space left',
    health_reason_data: { code: 'verbatim', text: 'no space left' },
  }
  assert.equal(say(of), 'no space left')
})

test('a journal entry is worded from its type, category and parameters', () => {
  const entry: Worded = {
    event_type: 'engine',
    category: 'ready',
    message: 'acestream-1 is ready',
    params: { engine: 'acestream-1', afterDrain: false },
  }
  assert.equal(messageIn(esWording)(entry), 'acestream-1 está listo')
  assert.equal(messageIn(null)(entry), 'acestream-1 is ready')
  assert.equal(messageIn(esWording)({ ...entry, params: null }), 'acestream-1 is ready')
  assert.equal(messageIn(esWording)({ ...entry, category: 'newer' }), 'acestream-1 is ready')
})

test('an incident is worded from its code and parameters', () => {
  const incident = {
    code: 'engine_unhealthy',
    params: { engine: 'acestream-2' },
    message: 'acestream-2 does not answer',
  }
  assert.equal(incidentIn(esWording)(incident), 'acestream-2 no responde')
  assert.equal(incidentIn(null)(incident), 'acestream-2 does not answer')
  assert.equal(incidentIn(esWording)({ ...incident, code: 'newer' }), 'acestream-2 does not answer')
})

test('a diagnosis has codes of its own, though some are called as reasons are', () => {
  const of = { diagnosis: 'it is starting', diagnosis_data: { code: 'starting' } }
  assert.equal(sayIn(esWording)(of, 'diagnosis'), 'se está iniciando')
  const newer = { diagnosis: 'the moon is full', diagnosis_data: { code: 'moon' } }
  assert.equal(sayIn(esWording)(newer, 'diagnosis'), 'the moon is full')
})
