/** What a person does in the panel, and what Docker has afterwards: the panel's words are compared with Docker's own lists. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { LAUNCH } from '@acestream-orchestrator/testing/browser/chromium'
import {
  card,
  chooseFromMenu,
  dialog,
  drain,
  goTo,
  main,
} from '@acestream-orchestrator/testing/browser/panel'
import { addForeigner } from '@acestream-orchestrator/testing/docker/foreign-containers'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { TEST_KEY } from '@acestream-orchestrator/testing/orchestrator/process'
import {
  containersOf,
  inspect,
  type Product,
  play,
} from '@acestream-orchestrator/testing/orchestrator/product'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'
import { type Browser, chromium, expect, type Page } from '@playwright/test'
import { ensurePanel } from '../../scripts/build-panel.ts'

const rig = useProducts()
let browser: Browser | undefined

before(async () => {
  await ensurePanel()
  browser = await chromium.launch(LAUNCH)
})
after(() => browser?.close())

const QUICK = { HEALTH_CHECK_INTERVAL_S: '0.5', MIN_REPLICAS: '2', MAX_REPLICAS: '4' }

interface Container {
  readonly id: string
  readonly startedAt: string
  readonly running: boolean
}

/** As Docker lists and describes them: every container with the orchestrator's label, by name. */
async function inDocker(): Promise<Readonly<Record<string, Container>>> {
  const all = await Promise.all(
    (await containersOf(rig.api)).map((id) => inspect(rig.api, id).catch(() => null)),
  )
  return Object.fromEntries(
    all
      .filter((each) => each !== null)
      .map(({ Id, Name, State }) => [
        Name.slice(1),
        { id: Id, startedAt: State.StartedAt, running: State.Running },
      ]),
  )
}

/** Waits until Docker has what the panel said. */
const docker = (what: string, holds: (containers: Readonly<Record<string, Container>>) => boolean) =>
  until(
    `Docker to have ${what}`,
    async () => {
      const containers = await inDocker()
      return holds(containers) && containers
    },
    30_000,
  )

async function open(product: Product, at: string): Promise<Page> {
  const context = await browser?.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context?.newPage()
  if (page === undefined) throw new Error('no browser')
  page.setDefaultTimeout(20_000)
  await page.goto(`${product.url}/panel/#key=${TEST_KEY}`)
  await goTo(page, at)
  await expect(page.getByRole('status', { name: 'Connection', includeHidden: true })).toHaveText(/Live/)
  return page
}

const IN_TIME = { timeout: 30_000 }
const names = (containers: Readonly<Record<string, Container>>) => Object.keys(containers).sort()
const gone = (page: Page, { id }: Container) => expect(card(page, id)).toHaveCount(0, IN_TIME)
const healthy = (page: Page, { id }: Container) =>
  expect(card(page, id).getByText('Healthy', { exact: true })).toBeVisible(IN_TIME)

function named(containers: Readonly<Record<string, Container>>, name: string): Container {
  const found = containers[name]
  if (found === undefined) throw new Error(`Docker has no ${name}: ${names(containers)}`)
  return found
}

test('one engine: started, drained, restarted, deleted', async () => {
  const product = await rig.run({ ...QUICK, MAX_REPLICAS: '3' })
  await product.ready(2)
  const page = await open(product, '/engines')

  await page.getByRole('button', { name: 'Start an engine' }).click()
  const said = page.getByRole('status').filter({ hasText: 'stays so until you reset it' })
  await expect(said).toHaveText(/^acestream-3 is ready\. The target is now 3/, IN_TIME)
  const three = await docker('a third one', (all) => names(all).length === 3)
  assert.deepEqual(names(three), ['acestream-1', 'acestream-2', 'acestream-3'])
  const [first, third] = [named(three, 'acestream-1'), named(three, 'acestream-3')]
  await healthy(page, third)

  await drain(card(page, third.id), 'Keep it')
  await expect(card(page, third.id)).toContainText('drained for maintenance', IN_TIME)
  await delay(2000)
  assert.deepEqual((await inDocker())['acestream-3'], third, 'kept, as it was')
  await chooseFromMenu(card(page, third.id), 'Stop draining')
  await healthy(page, third)

  await chooseFromMenu(card(page, first.id), 'Restart')
  await dialog(page, 'Restart acestream-1?').getByRole('button', { name: 'Restart engine' }).click()
  const again = await docker('acestream-1 started again', (all) => {
    const now = all['acestream-1']
    return now?.running === true && now.startedAt !== first.startedAt
  })
  assert.equal(named(again, 'acestream-1').id, first.id, 'in the same container')
  await healthy(page, first)

  await page.getByRole('button', { name: 'Back to automatic' }).click()
  await drain(card(page, third.id), 'Remove it')
  await gone(page, third)
  const two = await docker('two again', (all) => names(all).length === 2)
  assert.deepEqual(names(two), ['acestream-1', 'acestream-2'])

  const stream = await play(product, await product.engine(first.id))
  await chooseFromMenu(card(page, first.id), 'Delete engine')
  const question = dialog(page, 'Delete acestream-1?')
  await expect(question).toContainText('One stream plays on it and ends:')
  await expect(question).toContainText('Another engine starts in its place: there should be 2.')
  await question.getByRole('button', { name: 'Delete engine' }).click()
  await gone(page, first)
  const replaced = await docker(
    'another in its place',
    (all) =>
      names(all).length === 2 && Object.values(all).every(({ id, running }) => running && id !== first.id),
  )
  assert.equal(named(replaced, 'acestream-2').id, named(two, 'acestream-2').id, 'the other was left alone')

  await goTo(page, `/engines/${first.id}`)
  const archive = dialog(page, 'acestream-1')
  await expect(archive).toContainText('Removed')
  await expect(archive.getByRole('link').first()).toHaveAttribute(
    'href',
    new RegExp(`/streams/${stream.short_id}$`),
  )
  const { log } = await product.get<{ log: string[] }>(`/engines/${first.id}/archive`)
  await expect(archive.locator('pre')).toContainText(log[0] ?? 'a line')
})

test('an engine that was killed keeps its page: name, cause, checks, last lines', async () => {
  const product = await rig.run(QUICK)
  const [engine] = await product.ready(2)
  assert.ok(engine)
  const page = await open(product, '/')
  await rig.api.json('POST', `/containers/${engine.container_id}/kill`)
  const banner = main(page).getByRole('region', { name: 'Overall state' })
  await expect(banner.getByRole('listitem').first()).toContainText(
    new RegExp(`${engine.container_name}\\s*: replaced by acestream-\\d`),
    IN_TIME,
  )
  await goTo(page, `/engines/${engine.container_id}`)
  const archive = dialog(page, engine.container_name ?? '')
  await expect(archive).toContainText('killed by signal 9 (exit code 137)')
  await expect(archive.getByRole('slider')).toHaveAttribute('aria-valuetext', /checks answered/)
  await expect(archive.locator('pre')).toHaveText(/\w/)
})

test('several engines: restarted, drained and kept, deleted; at the maximum none is started', async () => {
  const product = await rig.run({ ...QUICK, MIN_REPLICAS: '3', MAX_REPLICAS: '3' })
  await product.ready(3)
  const page = await open(product, '/engines?view=table')
  const before = await inDocker()
  const pair = ['acestream-1', 'acestream-2'] as const
  const both = async (button: string, confirm: string) => {
    for (const name of pair) await page.getByLabel(`Select ${name}`, { exact: true }).check()
    await main(page).getByRole('button', { name: button, exact: true }).click()
    await expect(dialog(page)).toContainText(pair.join(', '))
    await dialog(page).getByRole('button', { name: confirm }).click()
    await expect(dialog(page)).toHaveCount(0)
    for (const name of pair) {
      const box = page.getByLabel(`Select ${name}`, { exact: true })
      if (await box.isChecked().catch(() => false)) await box.uncheck()
    }
  }

  await both('Restart', 'Restart them')
  const restarted = await docker('both started again', (all) =>
    pair.every((name) => all[name]?.running === true && all[name]?.startedAt !== before[name]?.startedAt),
  )
  assert.deepEqual(
    pair.map((name) => restarted[name]?.id),
    pair.map((name) => before[name]?.id),
  )
  assert.deepEqual(restarted['acestream-3'], before['acestream-3'], 'the other was left alone')
  await product.ready(3)

  await both('Drain', 'Drain them')
  for (const name of pair)
    await expect(page.locator(`tr[data-engine="${before[name]?.id}"]`)).toContainText('Draining', IN_TIME)
  await delay(2000)
  assert.deepEqual(await inDocker(), restarted, 'kept, as they were')

  await page.getByRole('button', { name: 'Start an engine' }).click()
  await expect(main(page).getByRole('alert')).toContainText(
    'the maximum of 3 engines is reached (MAX_REPLICAS).',
  )
  assert.deepEqual(await inDocker(), restarted)

  await both('Delete engines', 'Delete them')
  const after = await docker('two others', (all) => {
    const others = Object.values(all).filter(({ id }) => pair.every((name) => before[name]?.id !== id))
    return names(all).length === 3 && others.length === 3 && others.every(({ running }) => running)
  })
  assert.deepEqual(after['acestream-3'], before['acestream-3'], 'the other was left alone')
})

test('an engine of somebody else: refused while nothing answers, added, forgotten, and never touched', async (t) => {
  const product = await rig.run(QUICK)
  await product.ready(2)
  const page = await open(product, '/engines')
  const id = await addForeigner(rig.api, 'elsewhere', {
    body: { Cmd: ['--client-console', '--http-port=6878'] },
  })
  t.after(() => rig.api.erase(id))
  const { State, NetworkSettings } = await inspect(rig.api, id)
  const host = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? ''
  const add = async (port: string) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('external')
    await page.keyboard.press('Enter')
    const form = dialog(page, 'Add an external engine')
    await form.getByLabel('Host').fill(host)
    await form.getByLabel('Port').fill(port)
    await form.getByLabel('Name').fill('by-hand')
    await form.getByRole('button', { name: 'Add engine' }).click()
    return form
  }
  const refused = await add('6999')
  await expect(refused.getByRole('alert')).toBeVisible(IN_TIME)
  await refused.getByRole('button', { name: 'Cancel' }).click()
  assert.equal((await product.engines()).length, 2)

  await expect(await add('6878')).toHaveCount(0, IN_TIME)
  const added = await until('it to be listed', async () =>
    (await product.engines()).find(({ container_name }) => container_name === 'by-hand'),
  )
  await healthy(page, { id: added.container_id, running: true, startedAt: '' })
  await chooseFromMenu(card(page, added.container_id), 'Forget external engine')
  await dialog(page, 'Forget by-hand?').getByRole('button', { name: 'Forget' }).click()
  await expect(card(page, added.container_id)).toHaveCount(0, IN_TIME)
  assert.equal((await product.engines()).length, 2)
  assert.deepEqual((await inspect(rig.api, id)).State, State)
})
