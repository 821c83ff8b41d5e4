// `npm run bench:panel [-- first-load first-data start-up fleet lighthouse] [-- full]`: what is promised about the panel, in real Chromium.
// `full` watches memory for ten minutes instead of two.
import { cpus, loadavg, totalmem } from 'node:os'
import { ensurePanel } from '../../scripts/build-panel.ts'
import { type BenchTable, markdown } from '../table.ts'
import { launch } from './browser.ts'
import { benchFirstData } from './first-data.ts'
import { benchFirstLoad } from './first-load.ts'
import { benchLargeFleet } from './fleet.ts'
import { benchLighthouse } from './lighthouse.ts'
import { benchStartUp } from './start-up.ts'

const asked = new Set(process.argv.slice(2))
const full = asked.delete('full')
const NAMES = ['first-load', 'first-data', 'start-up', 'fleet', 'lighthouse']
const unknown = [...asked].filter((name) => !NAMES.includes(name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${NAMES.join(', ')}, and full`)
  process.exit(1)
}
const wants = (name: string) => asked.size === 0 || asked.has(name)
const print = (table: BenchTable) => console.log(markdown(table))

await ensurePanel()
const browser = await launch()
console.log(
  `${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}, Chromium ${browser.version()}, ${new Date().toISOString().slice(0, 10)}, load average at the start ${loadavg()[0]?.toFixed(1)}\n`,
)
try {
  if (wants('first-load')) print(await benchFirstLoad(browser))
  if (wants('first-data')) print(await benchFirstData(browser))
  if (wants('start-up')) print(await benchStartUp(browser))
  if (wants('fleet')) for await (const table of benchLargeFleet(browser, full)) print(table)
} finally {
  await browser.close()
}
if (wants('lighthouse')) print(await benchLighthouse())
process.exit()
