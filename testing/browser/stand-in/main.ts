/** Runs the stand-in by hand: `node testing/browser/stand-in/main.ts --scene mixed --port 8100 [--older] [--key secret]`. */
import { parseArgs } from 'node:util'
import { startStandIn } from './server.ts'
import { makeWorld, SCENES } from './world.ts'

const { values } = parseArgs({
  options: {
    scene: { type: 'string', default: 'fine' },
    port: { type: 'string', default: '8100' },
    key: { type: 'string' },
    older: { type: 'boolean', default: false },
    'protect-reads': { type: 'boolean', default: false },
  },
})
const scene = SCENES.find((known) => known === values.scene) ?? 'fine'
const standIn = await startStandIn({
  world: makeWorld(scene),
  port: Number(values.port),
  older: values.older,
  protectReads: values['protect-reads'],
  ...(values.key === undefined ? {} : { key: values.key }),
})
console.log(`${standIn.url}/panel/ shows the scene "${scene}" (${SCENES.join(', ')})`)
process.once('SIGINT', () => void standIn.close())
process.once('SIGTERM', () => void standIn.close())
