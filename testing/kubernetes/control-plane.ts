import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimPorts } from '../machine/port-block.ts'
import { until } from '../machine/wait.ts'
import { clusterBinary } from './binary.ts'

/** etcd and an API server, without controllers and nodes: what a Pod is, the test writes through `/status`. */
export interface ControlPlane {
  /** `https://127.0.0.1:24001` */
  readonly server: string
  /** PEM */
  readonly ca: string
  /** Of a user who may do everything. */
  readonly adminToken: string
  /** Of the user `orchestrator`, who may do what the cluster's roles say. */
  readonly userToken: string
  /** For KUBECONFIG, with the admin's token. */
  readonly kubeconfig: string
  /** As the admin. Rejects with the answer where that is no success. */
  call(method: string, path: string, body?: object, contentType?: string): Promise<unknown>
  readonly apiServer: {
    kill(): Promise<void>
    start(): Promise<void>
    /** SIGSTOP and SIGCONT: connections stay open and nothing answers. */
    freeze(): void
    thaw(): void
  }
  close(): Promise<void>
}

const READY_WITHIN_MS = 60_000

/** On loopback only; everything it writes is in one folder, which `close` removes. */
export async function startControlPlane(): Promise<ControlPlane> {
  const binary = clusterBinary()
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-kubernetes-'))
  const ports = await claimPorts()
  const [client, peer, secure] = [ports.first, ports.first + 1, ports.first + 2]
  const adminToken = randomBytes(16).toString('hex')
  const userToken = randomBytes(16).toString('hex')
  writeCredentials(folder, adminToken, userToken)
  const run = (args: readonly string[]) => {
    const log = openSync(join(folder, `${args[0]}.log`), 'a')
    return spawn(binary, args, { cwd: folder, stdio: ['ignore', log, log] })
  }

  const etcd = run(etcdArgs(folder, client, peer))
  const server = `https://127.0.0.1:${secure}`
  let api: ChildProcess | undefined
  const ca = () => readFileSync(join(folder, 'certs', 'apiserver.crt'), 'utf8')
  const call: ControlPlane['call'] = (method, path, body, contentType) =>
    send(`${server}${path}`, { ca: ca(), token: adminToken, method, body, contentType })
  const start = async () => {
    api = run(apiServerArgs(folder, client, secure))
    await until('the API server is ready', () => isReady(call), READY_WITHIN_MS)
  }
  const close = async () => {
    await end(api)
    await end(etcd)
    ports.release()
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await start()
  } catch (error) {
    const log = readFileSync(join(folder, 'kube-apiserver.log'), 'utf8').slice(-2000)
    await close()
    throw new Error(`the API server did not start: ${log}`, { cause: error })
  }
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigOf(server, ca(), adminToken))
  return {
    server,
    ca: ca(),
    adminToken,
    userToken,
    kubeconfig,
    call,
    apiServer: {
      kill: () => end(api, 'SIGKILL'),
      start,
      freeze: () => void api?.kill('SIGSTOP'),
      thaw: () => void api?.kill('SIGCONT'),
    },
    close,
  }
}

function writeCredentials(folder: string, adminToken: string, userToken: string): void {
  const tokens = [`${adminToken},admin,1,system:masters`, `${userToken},orchestrator,2`]
  writeFileSync(join(folder, 'tokens.csv'), `${tokens.join('\n')}\n`)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(join(folder, 'accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
}

function etcdArgs(folder: string, client: number, peer: number): readonly string[] {
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
  return [
    'etcd',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
  ]
}

/** Without the admission of service accounts, whose controller does not run: no namespace has one. */
function apiServerArgs(folder: string, etcd: number, secure: number): readonly string[] {
  const key = join(folder, 'accounts.key')
  return [
    'kube-apiserver',
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    `--cert-dir=${join(folder, 'certs')}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${secure}`,
    '--endpoint-reconciler-type=none',
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged',
    '--disable-admission-plugins=ServiceAccount',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.96.0.0/16',
  ]
}

async function isReady(call: ControlPlane['call']): Promise<boolean> {
  try {
    await call('GET', '/readyz')
    await call('GET', '/api/v1/namespaces/default')
    return true
  } catch {
    return false
  }
}

function kubeconfigOf(server: string, ca: string, token: string): string {
  const authority = Buffer.from(ca).toString('base64')
  return `apiVersion: v1
kind: Config
current-context: test
clusters:
  - name: test
    cluster: { server: "${server}", certificate-authority-data: ${authority} }
contexts:
  - name: test
    context: { cluster: test, user: admin, namespace: default }
users:
  - name: admin
    user: { token: ${token} }
`
}

interface Sent {
  readonly ca: string
  readonly token: string
  readonly method: string
  readonly body: object | undefined
  readonly contentType: string | undefined
}

async function send(url: string, { ca, token, method, body, contentType }: Sent): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType ?? 'application/json' }
  const outgoing = request(url, { ca, method, headers, agent: false, timeout: 10_000 })
  outgoing.end(body && JSON.stringify(body))
  const [answer] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${text}`)
  return text.startsWith('{') ? JSON.parse(text) : text
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGCONT')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(timer)
}
