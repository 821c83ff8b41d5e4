import assert from 'node:assert/strict'
import { createConnection, createServer } from 'node:net'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startEngine } from '../engine.ts'
import { startPeer } from './swarm.ts'

/** Passes bytes on to a peer and counts them: `down` towards the engine. */
async function countedPeer() {
  const peer = await startPeer({ host: '127.0.0.1', port: 0 })
  const counted = { down: 0, up: 0 }
  const between = createServer((engine) => {
    const onward = createConnection(peer.port, '127.0.0.1')
    engine.on('data', (chunk) => {
      counted.up += chunk.length
      onward.write(chunk)
    })
    onward.on('data', (chunk) => {
      counted.down += chunk.length
      engine.write(chunk)
    })
    for (const socket of [engine, onward]) socket.on('error', () => {})
    engine.on('close', () => onward.destroy())
  })
  await new Promise<void>((listening) => between.listen(0, '127.0.0.1', listening))
  const address = between.address()
  assert.ok(typeof address === 'object' && address !== null)
  const close = async () => {
    between.close()
    await peer.close()
  }
  return { counted, port: address.port, close }
}

test('an engine exchanges with its peer what its statistics say, and seeds without a session', async () => {
  const peer = await countedPeer()
  const engine = await startEngine({
    timeScale: 100,
    bitrateKbps: 4000,
    swarm: { host: '127.0.0.1', port: peer.port },
  })
  const content = '1a'.repeat(20)
  await (await fetch(`${engine.url}/ace/getstream?id=${content}&format=json&pid=one`)).text()
  await delay(2000)
  const { bytesDownloaded, bytesUploaded } = engine.counters()
  const near = (value: number, wanted: number, what: string) =>
    assert.ok(Math.abs(value - wanted) < 0.2 * wanted, `${what}: ${value} instead of ${wanted}`)
  near(peer.counted.down, bytesDownloaded, 'downloaded')
  near(peer.counted.up, bytesUploaded, 'uploaded')
  await engine.close()

  const seeding = await startEngine({
    faults: { seedBytesPerSecond: 1_000_000 },
    swarm: { host: '127.0.0.1', port: peer.port },
  })
  const before = { ...peer.counted }
  await delay(2000)
  near(peer.counted.up - before.up, 2_000_000, 'seeded')
  assert.equal(peer.counted.down, before.down)
  await seeding.close()
  await peer.close()
})
