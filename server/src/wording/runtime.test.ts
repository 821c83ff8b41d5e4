import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const refused = { code: 'verbatim', text: 'no' } as const
const endpoint = 'tcp://big.lan:2375'

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [
    { code: 'runtime_call_failed', call: 'create_container', subject: 'acestream-3', reason: refused },
    'creating container acestream-3: no',
  ],
  [
    { code: 'runtime_call_failed', call: 'list_containers', subject: null, reason: refused },
    'listing containers: no',
  ],
  [
    { code: 'needed_by_containers', containers: ['ab12', 'cd34'] },
    'other containers depend on it, remove those first: ab12, cd34',
  ],
  [{ code: 'needed_by_containers', containers: [] }, 'other containers depend on it, remove those first'],
  [
    { code: 'with_cure', reason: refused, cure: { code: 'check_engine_command' } },
    'no; check ENGINE_COMMAND',
  ],
  [
    { code: 'boot_kernel_with_4_kib_pages', bytes: 16_384 },
    'this machine has memory pages of 16384 bytes and the engine needs 4096: boot a kernel with 4 KiB pages (Raspberry Pi 5: kernel=kernel8.img in config.txt)',
  ],
  [{ code: 'docker_timeout', endpoint, timeoutMs: 3000 }, 'tcp://big.lan:2375 did not answer within 3000 ms'],
  [
    { code: 'docker_permission_denied', path: '/d.sock', group: null },
    'permission denied on /d.sock: run the orchestrator as a user that may use it',
  ],
  [
    { code: 'docker_permission_denied', path: '/d.sock', group: 998 },
    'permission denied on /d.sock: it belongs to group 998; add the orchestrator\'s user to that group, or start its container with --group-add 998 (compose: group_add: ["998"])',
  ],
  [
    { code: 'docker_host_unknown', endpoint, isTemporary: true },
    "tcp://big.lan:2375: its name can't be resolved at the moment",
  ],
  [
    { code: 'docker_host_unknown', endpoint, isTemporary: false },
    'tcp://big.lan:2375: there is no machine of that name',
  ],
  [
    { code: 'docker_too_old', version: '19.03', api: '1.40', oldestApi: '1.41' },
    "Docker 19.03 can't be used: it speaks API 1.40, and at least 1.41 (Docker 20.10) is needed: update Docker",
  ],
  [
    {
      code: 'docker_request_forbidden',
      request: 'POST /containers/create',
      text: 'HTTP 403',
      allow: 'POST=1',
    },
    'the socket proxy forbids POST /containers/create (HTTP 403): allow POST=1 there',
  ],
  [{ code: 'ssh_ended', exitCode: null }, 'ssh ended with exit code unknown'],
  [{ code: 'has_streams', streams: 2 }, 'has 2 running streams'],
  [
    { code: 'image_not_allowed', image: 'a/b', allowed: ['c/d', 'e/f'] },
    'the image a/b is not allowed: PROVISION_IMAGES allows c/d, e/f',
  ],
]

for (const [reason, sentence] of SENTENCES)
  test(sentence, () => {
    assert.equal(sentenceOf(reason), sentence)
  })
