import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNode, aWorld } from '@acestream-orchestrator/testing/builders/world'
import fc from 'fast-check'
import { chooseNode, openPlacement } from './placement.ts'

test('each engine goes into the first of the emptiest nodes', () => {
  const loads = fc.array(fc.nat(3), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(loads, fc.nat(20), (before, engines) => {
      const nodes = before.map((_, index) => aNode({ name: `gluetun-${index}` }))
      const world = aWorld({ vpn: { configured: true, nodes } })
      const placement = openPlacement(world)
      const load = [...before]
      for (const [index, size] of before.entries()) placement.load.set(`gluetun-${index}`, size)
      for (let n = 0; n < engines; n++) {
        const least = load.indexOf(Math.min(...load))
        const name = chooseNode(world, placement)?.name ?? ''
        assert.equal(name, `gluetun-${least}`)
        load[least] = (load[least] ?? 0) + 1
        placement.load.set(name, load[least] ?? 0)
      }
    }),
  )
})

test('a node that is unusable or has no container gets none', () => {
  const nodes = [aNode({ name: 'down', usable: false }), aNode({ name: 'absent', containerId: null })]
  const world = aWorld({ vpn: { configured: true, nodes } })
  assert.equal(chooseNode(world, openPlacement(world)), null)
})
