import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { textOf } from './body.ts'
import { openTransports } from './transport.ts'

test('a body that pauses for longer than it may is given up, and the connection closed', async (t) => {
  const closed = Promise.withResolvers<void>()
  const server = createServer((_, answer) => {
    answer.on('close', () => closed.resolve())
    answer.writeHead(200)
    answer.write('a piece')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const { long } = openTransports({ kind: 'http', host: '127.0.0.1', port, label: 'docker' })
  const call = { method: 'GET', path: '/containers/x/logs', silenceMs: 50 } as const
  const { body } = await long(call, new AbortController().signal)
  await assert.rejects(textOf(body), { code: 'UND_ERR_BODY_TIMEOUT' })
  await closed.promise
})
