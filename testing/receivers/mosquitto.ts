/** A real broker on a port of its own, and a client that notes what is published. */
import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { claimPorts } from '../machine/port-block.ts'
import { atEnd, type Cleanup, temporaryFolder } from '../machine/temporary.ts'
import { until } from '../machine/wait.ts'

/** Why tests against it are left out where it is not installed; false: they are not. */
export const withoutMosquitto =
  spawnSync('mosquitto', ['-h']).error !== undefined && 'mosquitto is not installed'

export interface Broker {
  readonly url: string
  /** The newest payload of each topic, as a subscriber sees it now; empty ones are gone. */
  readonly topics: Map<string, string>
  publish(topic: string, payload: string): Promise<unknown>
  stop(): Promise<void>
  start(): Promise<void>
}

/** `password`: of the user `panel`, who alone may connect; undefined: everybody may. */
export async function startMosquitto(t: Cleanup, password?: string): Promise<Broker> {
  const folder = temporaryFolder(t)
  const block = await claimPorts()
  const port = block.first
  const passwords = join(folder, 'passwords')
  if (password !== undefined) {
    writeFileSync(passwords, `panel:${password}\n`)
    spawnSync('mosquitto_passwd', ['-U', passwords])
  }
  const access =
    password === undefined ? 'allow_anonymous true' : `allow_anonymous false\npassword_file ${passwords}`
  writeFileSync(join(folder, 'conf'), `listener ${port} 127.0.0.1\nuser root\n${access}\n`)
  let broker = spawn('mosquitto', ['-c', join(folder, 'conf')], { stdio: 'ignore' })
  const login = password === undefined ? {} : { username: 'panel', password }
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100, ...login })
  atEnd(t, () => {
    client.end(true)
    broker.kill()
    block.release()
  })
  const topics = new Map<string, string>()
  client.on('error', () => {})
  client.on('connect', () => client.subscribe('#'))
  client.on('message', (topic, payload) => {
    topics.set(topic, payload.toString())
    if (payload.length === 0) topics.delete(topic)
  })
  await until('the broker answers', () => client.connected)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    topics,
    publish: (topic, payload) => client.publishAsync(topic, payload, { qos: 1 }),
    stop: async () => {
      const gone = new Promise((done) => broker.once('exit', done))
      broker.kill()
      await gone
    },
    start: async () => {
      broker = spawn('mosquitto', ['-c', join(folder, 'conf')], { stdio: 'ignore' })
      await until('the broker answers again', () => client.connected)
    },
  }
}
