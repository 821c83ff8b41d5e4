import assert from 'node:assert/strict'
import { test } from 'node:test'
import fastify from 'fastify'
import { sendList } from './send-list.ts'

async function sent(items: readonly unknown[], made: { count: number }) {
  const app = fastify()
  app.get('/', (_request, reply) =>
    sendList(reply, [items.slice(0, 2), items.slice(2)], (item) => {
      made.count++
      return JSON.stringify(item)
    }),
  )
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, app }
}

for (const count of [0, 1, 3, 700, 5000])
  test(`a list of ${count} arrives as it is`, async (t) => {
    const items = Array.from({ length: count }, (_, id) => ({ id, text: 'ä'.repeat(700) }))
    const { url, app } = await sent(items, { count: 0 })
    t.after(() => app.close())
    const answer = await fetch(url)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
    assert.deepEqual(await answer.json(), items)
  })

test('of a long list no more is made than its reader takes', async (t) => {
  const made = { count: 0 }
  const items = Array.from({ length: 100_000 }, () => 'x'.repeat(1000))
  const { url, app } = await sent(items, made)
  t.after(() => app.close())
  const leave = new AbortController()
  const answer = await fetch(url, { signal: leave.signal })
  await answer.body?.getReader().read()
  await new Promise((resolve) => setTimeout(resolve, 200))
  leave.abort()
  assert.ok(made.count < 50_000, `${made.count} were made`)
})
