import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileSystemType, lackOfLocks } from './file-locks.ts'

const MOUNTINFO = `22 1 0:21 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/a
23 22 0:22 / /data rw,relatime - ext4 /dev/sda1 rw
24 23 0:23 / /data/with\\040blank rw - nfs4 nas:/volume rw,nolock
25 22 0:24 / /data rw,relatime - cifs //nas/share rw
26 22 0:25 / /database rw - fuse.sshfs host: rw
`

test('the file system of a folder is that of its longest mount point, the last one mounted there', () => {
  const cases = {
    '/': 'overlay',
    '/etc': 'overlay',
    '/data': 'cifs',
    '/data/x/y': 'cifs',
    '/data/with blank/x': 'nfs4',
    '/database': 'fuse.sshfs',
  }
  for (const [path, type] of Object.entries(cases)) assert.equal(fileSystemType(MOUNTINFO, path), type, path)
  assert.equal(fileSystemType('', '/data'), 'unknown')
})

test('a local folder has locks', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-locks-'))
  t.after(() => rmSync(folder, { recursive: true }))
  assert.equal(lackOfLocks(folder), null)
  assert.deepEqual(readdirSync(folder), [])
})
