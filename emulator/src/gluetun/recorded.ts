import { readdirSync, readFileSync } from 'node:fs'
import type { GluetunOptions } from '../gluetun.ts'
import type { Role } from './auth.ts'
import type { Flavour } from './flavour.ts'

/** One answer of a real control server (`fixtures/gluetun/README.md`). */
export interface RecordedAnswer {
  readonly method: string
  readonly path: string
  readonly body?: string
  /** What was different: other credentials than the role's, or the tunnel's state. */
  readonly note?: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** `(left out)`: it held secrets. */
  readonly answer?: string
}

export interface Recording {
  /** `v3.41.3-key` and the like. */
  readonly name: string
  readonly rows: readonly RecordedAnswer[]
  /** How an emulated Gluetun is started to be the one that was recorded. */
  readonly options: GluetunOptions
}

const FOLDER = new URL('../../fixtures/gluetun/', import.meta.url)

const FLAVOUR_OF: Readonly<Record<string, Flavour>> = {
  'v3.38.0': '3.38',
  'v3.39.1': '3.39',
  'v3.40.4': '3.40',
  'v3.41.1': '3.41',
  'v3.41.3': '3.41.2',
  master: 'master',
}

const KEY = 'recorded-key'
const USER = { username: 'recorded-user', password: 'recorded-password' }

/** All recordings, in the order of their names. */
export function recordings(): readonly Recording[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'))
  return files.sort().map((file) => {
    const name = file.slice(0, -'.jsonl'.length)
    const lines = readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\n')
    const rows = lines.map((line): RecordedAnswer => JSON.parse(line))
    return { name, rows, options: optionsOf(name, rows) }
  })
}

/** The headers with which a row was asked. */
export function credentialsFor(
  { name }: Recording,
  { note }: RecordedAnswer,
): Readonly<Record<string, string>> {
  if (note === 'without credentials') return {}
  if (note === 'wrong key') return { 'x-api-key': 'another-key' }
  if (note === 'wrong basic') return basic('another-user', 'another-password')
  if (name.endsWith('-basic')) return basic(USER.username, USER.password)
  return name.endsWith('-none') ? {} : { 'x-api-key': KEY }
}

function basic(user: string, password: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

function optionsOf(name: string, rows: readonly RecordedAnswer[]): GluetunOptions {
  const [version = '', configuration] = name.split('-')
  const flavour = FLAVOUR_OF[version]
  if (!flavour) throw new Error(`fixtures/gluetun: ${name} is of no known version`)
  const dns = rows.some(({ path, answer }) => path === '/v1/dns/status' && answer?.includes('running'))
  return {
    flavour,
    portForwarding: false,
    dns: dns ? 'running' : 'stopped',
    ...(configuration === 'defrole' ? { defaultRole: { auth: 'apikey', apikey: KEY } } : {}),
    ...(configuration === 'key' ? { roles: [roleFor(flavour, { auth: 'apikey', apikey: KEY })] } : {}),
    ...(configuration === 'basic' ? { roles: [roleFor(flavour, { auth: 'basic', ...USER })] } : {}),
  }
}

function roleFor(flavour: Flavour, role: Role): Role {
  const ports = flavour === '3.40' ? 'GET /v1/openvpn/portforwarded' : 'GET /v1/portforward'
  return { ...role, routes: ['GET /v1/version', 'GET /v1/vpn/status', 'GET /v1/publicip/ip', ports] }
}
