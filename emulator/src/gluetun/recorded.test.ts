import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import { type EmulatedGluetun, startGluetun } from '../gluetun.ts'
import { credentialsFor, type RecordedAnswer, type Recording, recordings } from './recorded.ts'

/** Headers that a client can act upon. */
const TELLING = ['content-type', 'location', 'www-authenticate', 'x-content-type-options']

/** Not `fetch`, which changes paths and methods. */
function replay(gluetun: EmulatedGluetun, recording: Recording, row: RecordedAnswer) {
  return new Promise<RecordedAnswer>((resolve, reject) => {
    const { method, path, body } = row
    const headers = credentialsFor(recording, row)
    const question = request(
      { port: gluetun.port, method, path, headers, agent: false },
      async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        const told = TELLING.filter((name) => response.headers[name] !== undefined)
        resolve({
          ...row,
          status: response.statusCode ?? 0,
          ...(row.headers && {
            headers: Object.fromEntries(told.map((name) => [name, String(response.headers[name])])),
          }),
          ...(row.answer !== undefined && { answer: Buffer.concat(chunks).toString() }),
        })
      },
    )
    question.once('error', reject)
    question.end(body)
  })
}

function assertSame(row: RecordedAnswer, got: RecordedAnswer): void {
  assert.deepEqual(got, row.answer === '(left out)' ? { ...row, answer: got.answer } : row)
}

describe('the emulated Gluetun answers as the real one did', () => {
  for (const recording of recordings())
    test(`${recording.name}: ${recording.rows.length} requests`, async (t) => {
      const gluetun = await startGluetun({ healthPort: null, ...recording.options })
      t.after(() => gluetun.close())
      gluetun.set({ status: 'running' })
      for (const row of recording.rows) assertSame(row, await replay(gluetun, recording, row))
    })
})
