import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readdirSync } from 'node:fs'
import { type DockerApi, dockerApi } from '@acestream-orchestrator/testing/docker/docker-api'
import { abandonedSandboxes } from '@acestream-orchestrator/testing/docker/sweep'
import type { DockerObjects, Machine } from './machine-changes.ts'

const DOCKER_WITHIN_MS = 5000

/** What a test run could leave on a machine or take from it. Without root the firewall's rules can't be read: none. */
export async function lookAtMachine(docker = machinesDocker()): Promise<Machine> {
  return {
    links: linesOf('ip', '-o', 'link').map((line) => /^\d+: ([^:@]+)/.exec(line)?.[1] ?? line),
    rules: [...rulesOf('iptables'), ...rulesOf('ip6tables'), ...nftRules()],
    netns: existsSync('/run/netns') ? readdirSync('/run/netns') : [],
    containerCgroups: globSync('/sys/fs/cgroup/{,*/}docker/*/').map((path) => path.replace(/\/$/, '')),
    sandboxes: abandonedSandboxes(),
    docker: docker === null ? null : await objectsOf(docker),
  }
}

function machinesDocker(): DockerApi | null {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  return /^(unix|tcp):/.test(host) ? dockerApi(host) : null
}

/** `-A FORWARD -j DROP` with the program and table before it; the numbers of packets are left out. */
function rulesOf(program: string): string[] {
  let table = ''
  const rules: string[] = []
  for (const line of linesOf(`${program}-save`)) {
    if (line.startsWith('*')) table = line.slice(1)
    else if (/^[:-]/.test(line)) rules.push(`${program} ${table}: ${line.replace(/ \[\d+:\d+\]$/, '')}`)
  }
  return rules
}

/** Tables that iptables keeps for itself were read through it. */
function nftRules(): string[] {
  return linesOf('nft', 'list', 'tables')
    .filter((line) => !/^table ip6? (filter|nat|mangle|raw|security)$/.test(line))
    .flatMap((line) => {
      const [, family = '', name = ''] = line.split(' ')
      const rules = linesOf('nft', '--stateless', 'list', 'table', family, name)
      return rules.map((rule) => `nft ${family} ${name}: ${rule.trim()}`)
    })
}

/** A program that is missing or may not look has nothing to say. */
function linesOf(program: string, ...args: readonly string[]): string[] {
  try {
    const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env })
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return []
  }
}

interface RawNetwork {
  readonly Id: string
  readonly Name: string
  readonly Driver: string
  readonly Options: Readonly<Record<string, string>> | null
  readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null }
}

interface RawContainer {
  readonly Id: string
  readonly Names: readonly string[]
  readonly Image: string
  readonly State: string
  readonly Labels: Readonly<Record<string, string>>
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
}

/** Null where no Docker answers. */
async function objectsOf(docker: DockerApi): Promise<DockerObjects | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, DOCKER_WITHIN_MS, null).unref())
  return Promise.race([readObjects(docker).catch(() => null), late])
}

async function readObjects(docker: DockerApi): Promise<DockerObjects> {
  const [containers, networks, images, { Volumes }] = await Promise.all([
    docker.json<RawContainer[]>('GET', '/containers/json?all=true'),
    docker.json<RawNetwork[]>('GET', '/networks'),
    docker.json<{ RepoTags: string[] | null }[]>('GET', '/images/json'),
    docker.json<{ Volumes: { Name: string }[] | null }>('GET', '/volumes'),
  ])
  return {
    containers: containers.map(({ Id, Names, Image, State, Labels, NetworkSettings }) => ({
      id: Id,
      name: Names[0] ?? Id,
      image: Image,
      running: State === 'running',
      labels: Object.keys(Labels),
      addresses: Object.values(NetworkSettings.Networks)
        .map(({ IPAddress }) => IPAddress)
        .filter((address) => address !== ''),
    })),
    networks: networks
      .filter(({ Driver }) => Driver === 'bridge')
      .map(({ Id, Name, Options, IPAM }) => ({
        name: Name,
        bridge: Options?.['com.docker.network.bridge.name'] ?? `br-${Id.slice(0, 12)}`,
        subnets: (IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
      })),
    images: images.flatMap(({ RepoTags }) => RepoTags ?? []),
    volumes: (Volumes ?? []).map(({ Name }) => Name),
  }
}
