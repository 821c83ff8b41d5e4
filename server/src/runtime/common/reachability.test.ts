import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { trackReachability } from './reachability.ts'

function rig() {
  const clock = manualClock(0)
  const docker = trackReachability('docker', clock)
  const heard: string[] = []
  docker.onChange(({ reachable, reason, sinceMs }) =>
    heard.push(`${reachable ? 'there' : `away: ${reason?.code}`} since ${sinceMs}`),
  )
  return { clock, docker, heard }
}

test('before anything was asked Docker is not there, and the reason says so', () => {
  const { docker } = rig()
  const { reachable, reason, version } = docker.status()
  assert.deepEqual([reachable, reason?.code, version], [false, 'runtime_not_asked_yet', null])
})

test('finding and losing it are told once each, with the moment', async () => {
  const { clock, docker, heard } = rig()
  await clock.advance(1000)
  docker.found()
  docker.found()
  await clock.advance(1000)
  docker.lost({ code: 'runtime_not_answering' })
  docker.lost({ code: 'runtime_not_answering' })
  assert.deepEqual(heard, ['there since 1000', 'away: runtime_not_answering since 2000'])
})

test('another reason is told, and Docker has been away since the first', async () => {
  const { clock, docker, heard } = rig()
  docker.lost({ code: 'runtime_not_answering' })
  await clock.advance(5000)
  docker.lost(verbatim('connection refused'))
  assert.deepEqual(heard, ['away: runtime_not_answering since 0', 'away: verbatim since 0'])
})

test('the version outlives a loss, and makes nothing usable by itself', () => {
  const { docker, heard } = rig()
  docker.speaks('28.0.0')
  assert.deepEqual([docker.status().reachable, heard], [false, []])
  docker.found()
  docker.lost({ code: 'runtime_not_answering' })
  assert.equal(docker.status().version, '28.0.0')
})
