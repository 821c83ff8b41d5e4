import { createServer } from 'node:net'
import type { Role } from '../gluetun/auth.ts'
import { startControlOf } from '../gluetun/control-routes.ts'
import { FLAVOURS, type Flavour } from '../gluetun/flavour.ts'
import { startGluetun } from '../gluetun.ts'
import { listen } from '../lib/http.ts'
import { given, isOnIn, jsonFrom, numberFrom, textFrom } from './environment.ts'
import { UsageError } from './flags.ts'

interface Place {
  readonly host: string
  readonly port: number
}

/** Runs until it crashes or is stopped. Rejects where the container would exit at its start. */
export async function runGluetun(): Promise<number> {
  const host = textFrom('EMULATOR_HOST') ?? '0.0.0.0'
  const control = placeFrom('HTTP_CONTROL_SERVER_ADDRESS', ':8000', host)
  const health = healthPlace(host)
  let end: (exitCode: number) => void = () => {}
  const ended = new Promise<number>((resolve) => {
    end = resolve
  })
  const gluetun = await startGluetun({
    host: control.host,
    port: control.port,
    healthHost: health.host,
    healthPort: health.port,
    portForwarding: isOnIn('VPN_PORT_FORWARDING'),
    control: isOnIn('EMULATOR_CONTROL'),
    onCrash: end,
    ...given({
      flavour: flavourFrom('EMULATOR_FLAVOUR'),
      roles: jsonFrom('EMULATOR_ROLES') as readonly Role[] | undefined,
      defaultRole: jsonFrom('HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE') as Role | undefined,
      publicIp: textFrom('EMULATOR_PUBLIC_IP'),
      forwardedPorts: textFrom('EMULATOR_FORWARDED_PORTS')?.split(',').map(Number),
      country: textFrom('SERVER_COUNTRIES')?.split(',')[0],
      provider: textFrom('VPN_SERVICE_PROVIDER'),
      vpnType: vpnTypeFrom('VPN_TYPE'),
      timeScale: numberFrom('EMULATOR_TIME_SCALE'),
    }),
  })
  console.log(`emulated Gluetun: control server on port ${gluetun.port}`)
  const controlPort = numberFrom('EMULATOR_CONTROL_PORT')
  if (controlPort !== undefined)
    console.log(`control routes on port ${await startControlOf(gluetun, controlPort, host)}`)
  await occupyProxyPorts(host)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(0))
  return ended
}

/** Asks the health server of this container, as Docker's HEALTHCHECK does with the real one (docs/reference/gluetun.md 5.1). */
export async function runHealthcheck(): Promise<number> {
  const { port } = healthPlace('127.0.0.1')
  const answer = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(5000) })
  if (answer.ok) return 0
  console.error(`HTTP response status: ${answer.status}: ${(await answer.text()).trim()}`)
  return 1
}

function healthPlace(host: string): Place {
  return placeFrom('HEALTH_SERVER_ADDRESS', '127.0.0.1:9999', host)
}

/** `:8000` is all addresses, as far as `EMULATOR_HOST` lets it. */
function placeFrom(name: string, usual: string, anyHost: string): Place {
  const [, host, port] = /^(.*):(\d+)$/.exec(textFrom(name) ?? usual) ?? []
  if (port === undefined) throw new UsageError(`${name}: expected host:port`)
  return { host: host || anyHost, port: Number(port) }
}

function flavourFrom(name: string): Flavour | undefined {
  const text = textFrom(name)
  const flavour = FLAVOURS.find((one) => one === text)
  if (text && !flavour) throw new UsageError(`${name}: ${text} is not one of ${FLAVOURS.join(', ')}`)
  return flavour
}

function vpnTypeFrom(name: string): 'openvpn' | 'wireguard' | undefined {
  const text = textFrom(name)
  if (text === undefined || text === 'openvpn' || text === 'wireguard') return text
  throw new UsageError(`${name}: ${text} is neither openvpn nor wireguard`)
}

/** Its proxies take ports of the namespace that engines share with it (docs/reference/gluetun.md 7.1). */
async function occupyProxyPorts(host: string): Promise<void> {
  const deaf = () => createServer((socket) => socket.destroy())
  if (isOnIn('HTTPPROXY')) await listen(deaf(), 8888, host)
  if (isOnIn('SHADOWSOCKS')) await listen(deaf(), 8388, host)
}
