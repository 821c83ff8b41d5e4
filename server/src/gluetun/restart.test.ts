import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { serve } from '@acestream-orchestrator/testing/fakes/control-server'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { HttpOutcome } from '../http/client.ts'
import { DomainError } from '../lib/errors.ts'
import { createControlClient } from './client.ts'
import { restart } from './restart.ts'

type Answers = Readonly<Record<'stopped' | 'running', readonly HttpOutcome[]>>

const outcome = (word: string): HttpOutcome => answer(200, `{"outcome":"${word}"}`)
const failed = (failure: 'timeout' | 'refused'): HttpOutcome => ({
  kind: 'failed',
  failure,
  errorCode: '',
  text: '',
})

function answer(status: number, text: string): HttpOutcome {
  return { kind: 'answer', status, headers: {}, text }
}

/** Runs a restart against these answers, the last of each kind repeating; returns what was put. */
async function run(answers: Answers): Promise<{ puts: string[]; error: Reason | null }> {
  const clock = manualClock()
  const puts: string[] = []
  const put = async (status: 'stopped' | 'running'): Promise<HttpOutcome> => {
    const nth = puts.filter((each) => each === status).length
    puts.push(status)
    return answers[status][Math.min(nth, answers[status].length - 1)] ?? failed('refused')
  }
  const result = restart({ put, clock, clean: (text) => text }).then(
    () => null,
    (error: unknown) => {
      assert.ok(error instanceof DomainError && error.code === 'vpn_error')
      return error.reason
    },
  )
  await clock.advance(10_000)
  return { puts, error: await result }
}

const failedAt = (step: 'stopping' | 'starting', reason: Reason): Reason => ({
  code: 'tunnel_put_failed',
  step,
  reason,
})

const CASES: readonly (readonly [name: string, Answers, puts: string[], error: Reason | null])[] = [
  [
    'a running tunnel is stopped and started',
    { stopped: [outcome('stopped')], running: [outcome('running')] },
    ['stopped', 'running'],
    null,
  ],
  [
    'a stopped tunnel is started',
    { stopped: [outcome('already stopped')], running: [outcome('running')] },
    ['stopped', 'running'],
    null,
  ],
  [
    "Gluetun's own health loop may have started it first",
    { stopped: [outcome('stopped')], running: [outcome('already running')] },
    ['stopped', 'running'],
    null,
  ],
  [
    'a tunnel that is starting is left to Gluetun',
    { stopped: [outcome('already starting')], running: [] },
    ['stopped'],
    null,
  ],
  [
    'a crashed one can not be kicked',
    { stopped: [outcome('already crashed')], running: [] },
    ['stopped'],
    { code: 'tunnel_crashes', outcome: 'already crashed' },
  ],
  [
    'one that crashes when started says so',
    { stopped: [outcome('stopped')], running: [outcome('crashed')] },
    ['stopped', 'running'],
    { code: 'tunnel_crashes', outcome: 'crashed' },
  ],
  [
    'a role without PUT is named, and nothing was stopped',
    { stopped: [answer(401, 'Unauthorized')], running: [] },
    ['stopped'],
    failedAt('stopping', { code: 'restart_route_unlisted' }),
  ],
  [
    "the server's words are passed on",
    { stopped: [answer(400, 'invalid status: foo:\n possible values')], running: [] },
    ['stopped'],
    failedAt('stopping', {
      code: 'control_answered',
      status: 400,
      text: 'invalid status: foo: possible values',
    }),
  ],
  [
    'a start that gets no answer is asked again',
    { stopped: [outcome('stopped')], running: [failed('timeout'), outcome('running')] },
    ['stopped', 'running', 'running'],
    null,
  ],
  [
    'a stop that may come late is followed by a start all the same',
    { stopped: [failed('timeout')], running: [outcome('running')] },
    ['stopped', 'running'],
    null,
  ],
  [
    'a stop that never arrived starts nothing',
    { stopped: [failed('refused')], running: [] },
    ['stopped'],
    failedAt('stopping', { code: 'no_answer', failure: 'refused' }),
  ],
  [
    'a start is given up after three attempts',
    { stopped: [outcome('stopped')], running: [failed('refused')] },
    ['stopped', 'running', 'running', 'running'],
    failedAt('starting', { code: 'no_answer', failure: 'refused' }),
  ],
]

for (const [name, answers, puts, error] of CASES)
  test(`restarting the tunnel: ${name}`, async () => {
    const result = await run(answers)
    assert.deepEqual(result.puts, puts)
    assert.deepEqual(result.error, error)
  })

test('a caller that leaves after the stop does not leave the tunnel stopped', async (t) => {
  const caller = new AbortController()
  const server = await serve(t, {
    'PUT /v1/vpn/status': (_, response) => {
      caller.abort()
      response.end(`{"outcome":"${server.bodies.length === 1 ? 'stopped' : 'running'}"}`)
    },
  })
  await createControlClient().restartTunnel(server.address, { kind: 'none' }, caller.signal)
  assert.deepEqual(server.bodies, ['{"status":"stopped"}', '{"status":"running"}'])
})
