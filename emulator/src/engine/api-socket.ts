import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { versionCode } from './service-api.ts'
import type { EngineWorld } from './world.ts'

const LINE_END = '\r\n'
/** No greeting is longer; what has no line end by then is not our protocol. */
const LONGEST_LINE = 4096

/**
 * The older line protocol (port 62062), as far as readiness tests use it: the client says HELLOBG, the engine answers
 * HELLOTS and, after READY, AUTH or NOTREADY. Like the HTTP API it goes silent while the whole API hangs.
 */
export function apiSocketServer(world: EngineWorld, httpPort: number): Server {
  return createServer((socket) => {
    let buffered = ''
    const challenge = randomBytes(5).toString('hex')
    socket.on('error', () => socket.destroy())
    socket.setEncoding('utf8').on('data', (text) => {
      const lines = (buffered + text).split(LINE_END)
      buffered = lines.pop() ?? ''
      if (buffered.length > LONGEST_LINE) return void socket.destroy()
      if (world.faults.of().api === 'hang') return
      for (const line of lines) answer(world, socket, line, challenge, httpPort)
    })
    world.closing.addEventListener('abort', () => socket.destroy(), { once: true })
  })
}

function answer(world: EngineWorld, socket: Socket, line: string, challenge: string, httpPort: number): void {
  const [word, argument = ''] = line.split(' ')
  const say = (text: string) => socket.write(text + LINE_END)
  if (word === 'HELLOBG') {
    const { version } = world
    const code = versionCode(version)
    say(`HELLOTS version=${version} version_code=${code} key=${challenge} http_port=${httpPort} bmode=0`)
  }
  if (word === 'READY') say(isProductKeyProof(argument) ? 'AUTH 1' : 'NOTREADY')
  if (word === 'SHUTDOWN') socket.end()
}

/** `key=<first part of the product key>-<sha1 hex>`; which key it was can't be checked here. */
const isProductKeyProof = (argument: string) => /^key=\w+-[0-9a-f]{40}$/.test(argument)
