import assert from 'node:assert/strict'
import { inspect } from '../orchestrator/product.ts'
import { PRODUCT_IMAGE } from '../orchestrator/product-image.ts'
import type { DockerApi } from './docker-api.ts'
import { TEST_LABEL } from './dockerd.ts'

/** Containers of somebody else on the same Docker. */
export interface Foreigners {
  readonly ids: readonly string[]
  /** Fails unless each is as it was when it was made. */
  assertUntouched(): Promise<void>
  /** After Docker itself ended them: starts those that ran, and takes how they are then for how they have to be. */
  startAgain(): Promise<void>
  erase(): Promise<void>
}

/** One without labels, one with our label's key and another value, one of another program's pod, one that has ended. */
const THEY: Readonly<Record<string, { readonly labels: Readonly<Record<string, string>>; ended?: boolean }>> =
  {
    'somebody-elses': { labels: {} },
    'look-alike': { labels: { 'ondemand.app': 'somebody-else', 'orchestrator.instance': 'default' } },
    'acestream-of-another': { labels: { 'com.docker.compose.project': 'another' } },
    finished: { labels: {}, ended: true },
  }

export async function addForeigners(api: DockerApi): Promise<Foreigners> {
  const ids = await Promise.all(Object.entries(THEY).map(([name, each]) => addForeigner(api, name, each)))
  const look = () => Promise.all(ids.map((id) => appearance(api, id)))
  let before = await look()
  return {
    ids,
    assertUntouched: async () => assert.deepEqual(await look(), before),
    startAgain: async () => {
      const ran = before.filter(({ State }) => State.Running)
      for (const { Name } of ran) await api.json('POST', `/containers${Name}/start`)
      before = await look()
    },
    erase: async () => {
      await Promise.all(ids.map((id) => api.erase(id)))
    },
  }
}

/** Everything that would differ had anybody touched it. */
async function appearance(api: DockerApi, id: string) {
  const { Name, State, Config } = await inspect(api, id)
  return { Name, State, labels: Config.Labels }
}

export async function addForeigner(
  api: DockerApi,
  name: string,
  { labels = {}, ended = false, body = {} }: { labels?: object; ended?: boolean; body?: object } = {},
): Promise<string> {
  const { Id } = await api.json<{ Id: string }>('POST', `/containers/create?name=${name}`, {
    Image: PRODUCT_IMAGE,
    Cmd: ['--client-console', '--http-port=6878'],
    Labels: { [TEST_LABEL]: 'foreign', ...labels },
    ...body,
  })
  await api.json('POST', `/containers/${Id}/start`)
  if (ended) await api.json('POST', `/containers/${Id}/kill`)
  if (ended) await api.json('POST', `/containers/${Id}/wait`)
  return Id
}
