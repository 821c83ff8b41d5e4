import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { front } from './fronted.ts'
import { type Pool, startPool, until } from './pool.ts'

const PATH = `/ace/getstream?id=${'a'.repeat(40)}`
const CVLC = '/usr/bin/cvlc'
const FFMPEG = '/usr/bin/ffmpeg'

/** Runs a player to its end; what it says, and its exit code. */
function run(command: string, args: readonly string[], uid?: number) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid, env: { HOME: '/tmp', PATH: process.env['PATH'] } }),
  })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (text) => {
      said += text
    })
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, said }))
  return { ended, said: () => said }
}

/** Decodes so many seconds in real time; whatever is wrong with the stream is an error. */
const decode = (url: string, seconds: number) =>
  run(FFMPEG, ['-v', 'warning', '-xerror', '-i', url, '-t', `${seconds}`, '-f', 'null', '-'])

const LOSSES: readonly [name: string, lose: (pool: Pool) => void][] = [
  ['without a fault', () => {}],
  ['across a failover after a cut', ({ engines }) => engines[0]?.cut()],
  ['across a failover after a stall', ({ engines }) => engines[0]?.fault({ delivery: 'stall' })],
]
for (const [name, lose] of LOSSES)
  test(`ffmpeg decodes 15 s ${name}`, { skip: !existsSync(FFMPEG) }, async () => {
    await using pool = await startPool(2)
    await using proxy = await front(pool)
    const player = decode(proxy.url + PATH, 15)
    await until(() => pool.sessions() === 1)
    await new Promise((done) => setTimeout(done, 3000))
    lose(pool)
    assert.deepEqual(await player.ended, { code: 0, said: '' })
    assert.equal(
      pool.engines.reduce((sum, engine) => sum + engine.counters().starts, 0),
      name.includes('after') ? 2 : 1,
    )
  })

/** VLC refuses to run as root. */
const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined

test('VLC plays, also across a failover', { skip: !existsSync(CVLC) }, async () => {
  await using pool = await startPool(2)
  await using proxy = await front(pool)
  const args = [
    '-vv',
    '--no-color',
    '--vout=dummy',
    '--aout=dummy',
    '--run-time=12',
    '--play-and-exit',
    proxy.url + PATH,
    'vlc://quit',
  ]
  const player = run(CVLC, args, NOBODY)
  await until(() => pool.sessions() === 1, 15_000)
  await new Promise((done) => setTimeout(done, 4000))
  pool.engines[0]?.cut()
  const { said } = await player.ended
  assert.match(said, /Received first picture/)
  assert.doesNotMatch(said, /discontinuity|TS_DISCONTINUITY|libdvbpsi error/i)
  assert.ok(proxy.channels.happened.includes('failover:closed_by_engine'))
})
