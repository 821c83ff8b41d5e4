import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '@acestream-orchestrator/testing/fakes/control-server'
import type { DomainError } from '../lib/errors.ts'
import { createControlClient } from './client.ts'

const signal = new AbortController().signal

const ANSWERS: readonly (readonly [body: string, ip: string | null])[] = [
  ['203.0.113.7\n', '203.0.113.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['{"ip":"203.0.113.7","country":"XX"}', '203.0.113.7'],
  ['{"status":"success","query":"203.0.113.7"}', '203.0.113.7'],
  ['{"clientIp":"203.0.113.7"}', '203.0.113.7'],
  ['{"ip_address":"203.0.113.7"}', '203.0.113.7'],
  ['"203.0.113.7"', '203.0.113.7'],
  ['fl=1\nh=trace.example\nip=203.0.113.7\nts=1.2\n', '203.0.113.7'],
  ['zip=203.0.113.7', null],
  ['<html>203.0.113.7</html>', null],
  ['{"ip":"unknown"}', null],
  ['', null],
]
for (const [body, ip] of ANSWERS)
  test(`an address service that answers ${JSON.stringify(body)} says ${ip ?? 'nothing usable'}`, async (t) => {
    const { address } = await serve(t, { 'GET /ip?token=s3cretToken': { body } })
    const asked = createControlClient().hostIp(
      `http://${address.host}:${address.port}/ip?token=s3cretToken`,
      signal,
    )
    if (ip !== null) return assert.equal(await asked, ip)
    await assert.rejects(asked, (error: DomainError) => {
      assert.deepEqual(error.reason, {
        code: 'leak_check_failed',
        host: `${address.host}:${address.port}`,
        reason: { code: 'no_ip_in_answer' },
      })
      assert.doesNotMatch(error.message, /s3cretToken/)
      return true
    })
  })

test('a redirect is not followed', async (t) => {
  const { address } = await serve(t, { 'GET /': { code: 302, headers: { location: '/other' } } })
  const asked = createControlClient().hostIp(`http://${address.host}:${address.port}/`, signal)
  await assert.rejects(asked, {
    reason: {
      code: 'leak_check_failed',
      host: `${address.host}:${address.port}`,
      reason: { code: 'leak_check_not_final', status: 302 },
    },
  })
})
