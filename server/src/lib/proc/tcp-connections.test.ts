import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { connectionsTo, isOfContainer, remoteEnds } from './tcp-connections.ts'

test('the remote ends of established connections to a port are read from the kernel', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  assert.deepEqual(connectionsTo(address.port, process.pid), new Set())
  const client = createConnection(address.port, '127.0.0.1')
  const [accepted] = (await once(server, 'connection')) as [Socket]
  const port = accepted.remotePort?.toString(16).toUpperCase().padStart(4, '0')
  assert.deepEqual(connectionsTo(address.port, process.pid), new Set([`0100007F:${port}`]))
  client.destroy()
  accepted.destroy()
  server.close()
})

test('listening and closing sockets and other ports are left out, IPv6 is not', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 00000000:1ADE 00000000:0000 0A 00000000:00000000
   1: 020011AC:1ADE 010011AC:9C40 01 00000000:00000000
   2: 020011AC:1ADE 010011AC:9C41 06 00000000:00000000
   3: 020011AC:9C42 010011AC:1ADE 01 00000000:00000000
   4: 0000000000000000FFFF0000020011AC:1ADE 0000000000000000FFFF0000010011AC:9C43 01 00000000:00000000`
  assert.deepEqual(remoteEnds(table, 6878), ['010011AC:9C40', '0000000000000000FFFF0000010011AC:9C43'])
})

test('a process that is not there, or of no such container, shows nothing', () => {
  assert.equal(connectionsTo(6878, 2 ** 22 + 1), null)
  assert.equal(isOfContainer(process.pid, 'f'.repeat(64)), false)
  assert.equal(isOfContainer(0, ''), false)
})
