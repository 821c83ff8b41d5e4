import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../machine/wait.ts'
import { freePort } from '../orchestrator/process.ts'

export interface Nginx {
  readonly url: string
  close(): Promise<void>
}

export interface NginxOptions {
  readonly upstream: string
  /** What stands beside `proxy_pass` for everything that goes to the orchestrator. */
  readonly location?: string
  /** Further locations of the same server. */
  readonly server?: string
  /** Files that the configuration names as `$dir/<name>`. */
  readonly files?: Readonly<Record<string, string>>
}

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`

export const hasNginx = spawnSync('nginx', ['-v'], { env: { PATH } }).status === 0

/** Debian's nginx in front of an orchestrator, as people set it up. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const dir = await mkdtemp(join(tmpdir(), 'browser-nginx-'))
  const port = await freePort()
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(dir, name), text)
  await writeFile(join(dir, 'nginx.conf'), configuration(options, dir, port).replaceAll('$dir', dir))
  const child = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'], {
    env: { PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => {
    said = `${said}${piece}`.slice(-2000)
  })
  const url = `http://127.0.0.1:${port}`
  await until('nginx to listen', async () => {
    if (child.exitCode !== null) throw new Error(said)
    return fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
  })
  return {
    url,
    close: async () => {
      await stop(child)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

/** Everything it writes stays in its folder; workers keep the user, who may not be root. */
function configuration({ upstream, location = '', server = '' }: NginxOptions, dir: string, port: number) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
    daemon off;
    master_process off;
    pid ${dir}/nginx.pid;
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join('\n')}
      types { text/html html; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${upstream};
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          ${location}
        }
        ${server}
      }
    }`
}
