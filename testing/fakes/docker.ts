import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { systemClock } from '../../server/src/lib/clock.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import { createDockerRuntime, type DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'

/** What is answered to `GET /containers/json` and the like, without the version and the query. */
export type Answers = Record<string, (answer: ServerResponse, query: URLSearchParams) => void>

export const json = (value: unknown) => (answer: ServerResponse) =>
  void answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

export const refuse =
  (code: number, message = 'no') =>
  (answer: ServerResponse) =>
    void answer.writeHead(code).end(JSON.stringify({ message }))

/** For tests: our runtime, and an engine that gives these answers, which may be changed, and 404 to all else. */
export async function runtimeOn(
  t: TestContext,
  answers: Answers,
  vpnNames: readonly string[] = [],
): Promise<DockerRuntime> {
  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docker')
    const say = answers[`${request.method} ${pathname.replace(/^\/v[\d.]+/, '')}`] ?? refuse(404)
    say(answer, searchParams)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return createDockerRuntime({
    dockerHost: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tlsVerify: false,
    certPath: null,
    label: { key: 'ondemand.app', value: 'us' },
    advertise: null,
    engineHost: '127.0.0.1',
    network: null,
    vpnNames,
    clock: systemClock,
    logger: silentLogger,
    own: { contained: false, ids: [] },
  })
}
