import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../machine/wait.ts'
import { dockerApi } from './docker-api.ts'
import { sandboxDirectory } from './sandbox.ts'
import { removeCgroup } from './sweep.ts'

export interface Podman {
  /** For TEST_DOCKER_HOST. */
  readonly host: string
  close(): Promise<void>
}

/** Where it has the cgroups of its containers, whatever its settings say. */
const CGROUP_PARENTS = '/sys/fs/cgroup/{,*/}libpod_parent'

/** Starts a Podman of our own, with its files and networks in our sandbox. Needs root, Debian's `podman` and `catatonit`. */
export async function startPodman(): Promise<Podman> {
  if (!sandboxDirectory) throw new Error('a private Podman needs root, and no TEST_DOCKER_HOST')
  const directory = mkdtempSync(join(sandboxDirectory, 'podman-'))
  const hadParents = globSync(CGROUP_PARENTS).length > 0
  const host = `unix://${directory}/podman.sock`
  const log = join(directory, 'podman.log')
  const output = openSync(log, 'a')
  const service = spawn('podman', ['system', 'service', '--time=0', host], {
    cwd: directory, // it leaves an empty file where it runs when a container runs out of memory
    env: { ...process.env, ...settingsIn(directory) },
    stdio: ['ignore', output, output],
  })
  service.on('error', () => {}) // shows in what is waited for
  const answers = () =>
    dockerApi(host)
      .send('GET', '/_ping')
      .then(
        ({ status }) => status === 200,
        () => false,
      )
  await until('Podman to answer', answers, 30_000).catch((error: Error) => {
    throw new Error(`${error.message}\n${readFileSync(log, 'utf8')}`)
  })
  return {
    host,
    close: async () => {
      const exited = once(service, 'exit')
      service.kill('SIGTERM')
      await exited
      if (!hadParents) for (const cgroup of globSync(CGROUP_PARENTS)) removeCgroup(cgroup)
    },
  }
}

function settingsIn(directory: string): Record<string, string> {
  const storage = ['[storage]', 'driver = "overlay"', `runroot = "${directory}/run"`]
  const containers = [
    ...['[network]', `network_config_dir = "${directory}/networks"`],
    ...['[engine]', 'cgroup_manager = "cgroupfs"', 'events_logger = "file"', `tmp_dir = "${directory}/tmp"`],
  ]
  writeFileSync(
    join(directory, 'storage.conf'),
    [...storage, `graphroot = "${directory}/storage"`].join('\n'),
  )
  writeFileSync(join(directory, 'containers.conf'), containers.join('\n'))
  return {
    CONTAINERS_STORAGE_CONF: join(directory, 'storage.conf'),
    CONTAINERS_CONF: join(directory, 'containers.conf'),
  }
}
