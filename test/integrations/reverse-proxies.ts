/** The reverse proxies of docs/integrations, run as they stand but for names, ports and certificates. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { CERTIFICATE, PRIVATE_KEY } from '@acestream-orchestrator/testing/machine/certificate'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { inRepository } from '../../scripts/repository.ts'

export interface Proxying {
  /** Where the orchestrator listens. */
  readonly upstreamPort: number
  /** Where the proxy shall listen, on 127.0.0.1. */
  readonly port: number
  /** An empty folder for whatever the program keeps. */
  readonly folder: string
}

export interface RunningProxy {
  close(): Promise<void>
}

export function startNginx(file: string, proxying: Proxying): Promise<RunningProxy> {
  const { folder, port } = proxying
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const listen = `listen 127.0.0.1:${port} ssl http2`
  const example = readExample(`nginx/${file}`, { '127.0.0.1:8000': `127.0.0.1:${proxying.upstreamPort}` })
  const server = example.includes('server {')
    ? replaced(example, {
        'listen 443 ssl http2': listen,
        'acestream.example.org;': 'localhost;',
        '/etc/ssl/acestream': join(folder, 'acestream'),
      })
    : `server { ${listen}; ssl_certificate ${folder}/acestream.crt; ssl_certificate_key ${folder}/acestream.key;\n${example}\n}`
  const configuration = `daemon off; master_process off; pid ${folder}/nginx.pid; events {}
    http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
    ${server} }`
  keepCertificate(folder)
  writeFileSync(join(folder, 'nginx.conf'), configuration)
  return start('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], proxying)
}

export function startCaddy(file: string, proxying: Proxying): Promise<RunningProxy> {
  const { folder, port, upstreamPort } = proxying
  keepCertificate(folder)
  const site = /^\w+\.example\.org \{$/m.exec(readExample(`caddy/${file}`))?.[0] ?? 'no site'
  const example = readExample(`caddy/${file}`, {
    [site]: `localhost:${port} {`,
    'tls internal': `tls ${folder}/acestream.crt ${folder}/acestream.key`,
    '127.0.0.1:8000': `127.0.0.1:${upstreamPort}`,
  })
  const options = '{\n admin off\n auto_https disable_redirects\n default_bind 127.0.0.1\n}\n'
  writeFileSync(join(folder, 'Caddyfile'), options + example)
  return start('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], proxying)
}

/** A text that the example no longer has would leave the real port or certificate in it. */
function replaced(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the example has no "${from}"`)
    return result.replaceAll(from, to)
  }, text)
}

function readExample(path: string, replacements: Readonly<Record<string, string>> = {}): string {
  return replaced(readFileSync(inRepository('docs', 'integrations', path), 'utf8'), replacements)
}

function keepCertificate(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'acestream.crt'), CERTIFICATE)
  writeFileSync(join(folder, 'acestream.key'), PRIVATE_KEY, { mode: 0o600 })
}

async function start(
  command: string,
  args: readonly string[],
  { folder, port }: Proxying,
): Promise<RunningProxy> {
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
  const child = spawn(command, args, {
    env: { PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => {
    said = `${said}${piece}`.slice(-2000)
  })
  await until(`${command} to listen`, async () => {
    if (child.exitCode !== null) throw new Error(said)
    return isListening(port)
  })
  return { close: () => stop(child) }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.destroy())
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
