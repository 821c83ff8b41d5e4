import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { ensureServer } from '../server/bundle.ts'
import { SETTINGS } from '../server/src/config/schema.ts'
import { inRepository } from './repository.ts'

const read = (name: string): string => readFileSync(inRepository(name), 'utf8')
const dockerfile = read('Dockerfile')

/** Node's own, not ours. */
const FOR_NODE: ReadonlySet<string> = new Set([
  'NODE_ENV',
  'NODE_COMPILE_CACHE',
  'MALLOC_ARENA_MAX',
  'MALLOC_TRIM_THRESHOLD_',
])

/** Sources of `COPY` that come from the repository and not from another stage. */
function copiedPaths(): readonly string[] {
  return dockerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
}

/** What `.dockerignore` lets through, folders with everything in them. */
function sentPaths(): readonly string[] {
  return read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
}

/** The last command of a kind, in the exec form. */
function commandAfter(pattern: RegExp): readonly string[] {
  return JSON.parse(pattern.exec(dockerfile)?.[1] ?? '[]') as string[]
}

async function exitCodeOf(command: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, command.slice(1), { env, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number]
  return code
}

describe('the Dockerfile', () => {
  test('installs the ssh client that DOCKER_HOST=ssh:// runs, and keeps no package list', () => {
    assert.match(
      dockerfile,
      /^RUN apt-get update && .*--no-install-recommends openssh-client && rm -rf \/var\/lib\/apt\/lists/m,
    )
  })

  test('copies what is there and what .dockerignore lets through', () => {
    const paths = copiedPaths()
    const sent = sentPaths()
    assert.ok(paths.length > 5)
    for (const path of paths) {
      assert.ok(existsSync(inRepository(path)), path)
      assert.ok(
        sent.some((each) => path === each || path.startsWith(`${each}/`)),
        path,
      )
    }
  })

  test('sets only variables that there are', () => {
    const [, block = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile) ?? []
    const names = [...block.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name)
    assert.ok(names.includes('DATA_DIR'))
    for (const name of names) assert.ok(name in SETTINGS || FOR_NODE.has(name), name)
  })

  test('has memory given back as npm start has it', () => {
    for (const name of ['MALLOC_ARENA_MAX', 'MALLOC_TRIM_THRESHOLD_']) {
      const value = new RegExp(`${name}=(\\d+)`).exec(dockerfile)?.[1]
      assert.ok(read('scripts/launch.mjs').includes(`${name}: '${value}'`), name)
    }
  })

  test('starts orchestrator and proxy, both of which are built, through the launcher', async () => {
    await ensureServer()
    const [shell, ...files] = commandAfter(/^CMD (\[.*\])$/m)
    assert.equal(shell, 'sh')
    assert.equal(files.length, 3)
    for (const file of files) assert.ok(existsSync(inRepository(file)), file)
  })

  test('gives both the heap that npm start gives them, in one container and in two', () => {
    const [, heap = ''] = /'(--max-semi-space-size=\d+)'/.exec(read('scripts/launch.mjs')) ?? []
    assert.ok(read('scripts/launcher.sh').includes(`${heap} "$2"`))
    for (const name of ['compose.yaml', 'compose.gluetun.yaml'])
      for (const program of ['main', 'proxy'])
        assert.ok(read(name).includes(`command: [node, ${heap}, server/dist/${program}.js]`), name)
  })

  test('asks for /healthz on whichever port and path the server was told', async (t) => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.writeHead(asked.length > 2 ? 503 : 200).end()
    })
    t.after(() => server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const port = String((server.address() as AddressInfo).port)
    const check = commandAfter(/^ {2}CMD (\[.*\])$/m)
    assert.equal(await exitCodeOf(check, { PORT: port }), 0)
    assert.equal(await exitCodeOf(check, { PORT: '', APP_PORT: port, BASE_PATH: '/ace/' }), 0)
    assert.equal(await exitCodeOf(check, { PORT: port, BASE_PATH: '' }), 1, 'a server that is not well')
    assert.deepEqual(asked, ['/healthz', '/ace/healthz', '/healthz'])
  })
})
