import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportText } from './report-text.ts'

test('a report to paste has every finding and no command', () => {
  const text = reportText({
    version: '1.2.3',
    platform: 'Node 26.0.0, linux x64',
    created_at: '2026-01-01T00:00:00.000Z',
    duration_ms: 5,
    verdict: 'error',
    findings: [
      {
        check: 'docker',
        code: 'docker_usable',
        verdict: 'ok',
        message: 'Docker 29 answers',
        params: {},
        cure: null,
        command: null,
      },
      {
        check: 'disk',
        code: 'disk_full',
        verdict: 'error',
        message: 'full |\nof it',
        params: {},
        cure: 'Free some',
        command: 'df -h /home/anna',
      },
    ],
  })
  assert.equal(
    text,
    `Acestream Orchestrator 1.2.3, Node 26.0.0, linux x64, 2026-01-01T00:00:00.000Z

| verdict | check | code | found |
| --- | --- | --- | --- |
| ok | docker | docker_usable | Docker 29 answers |
| error | disk | disk_full | full \\| of it |
`,
  )
})
