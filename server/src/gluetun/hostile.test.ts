import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { HttpClient } from '../http/client.ts'
import { createControlClient } from './client.ts'

const ADDRESS = { host: 'gluetun', port: 8000 }
const signal = new AbortController().signal

const body = fc.oneof(
  fc.json(),
  fc.string(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc
    .record({
      status: fc.anything(),
      public_ip: fc.anything(),
      country: fc.anything(),
      port: fc.anything(),
      ports: fc.anything(),
      version: fc.anything(),
      outcome: fc.anything(),
    })
    .map((value) =>
      JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)),
    ),
)
const answer = fc.record({
  code: fc.oneof(fc.constantFrom(200, 301, 400, 401, 404, 500), fc.integer({ min: 200, max: 599 })),
  body,
})

test('whatever answers, a check gives a reading with its reasons, and a restart ends as done or vpn_error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 6 }), async (answers) => {
      let asked = 0
      const http: HttpClient = {
        request: async () => {
          const { code: status, body: text } = answers[asked++ % answers.length] ?? { code: 200, body: '' }
          return { kind: 'answer', status, headers: {}, text }
        },
        close: async () => {},
      }
      const clock = { now: () => 0, elapsedMs: () => 0, sleep: async () => {} }
      const client = createControlClient({ http, clock })
      const reading = await client.read(ADDRESS, { kind: 'api_key', key: 'a-secret-key' }, signal)
      if (reading.kind !== 'ok') assert.ok(reading.reason.code !== 'unspecified')
      else if (reading.forwardedPorts === null) assert.ok(reading.problems.ports)
      await client.restartTunnel(ADDRESS, { kind: 'none' }, signal).catch((error: unknown) => {
        assert.equal(error instanceof Error && 'code' in error && error.code, 'vpn_error')
      })
    }),
    { numRuns: 200 },
  )
})
