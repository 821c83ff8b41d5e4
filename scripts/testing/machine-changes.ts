export interface Machine {
  readonly links: readonly string[]
  /** `iptables filter: -A FORWARD -j DROP` */
  readonly rules: readonly string[]
  /** Named network namespaces. */
  readonly netns: readonly string[]
  /** Paths below `/docker`. */
  readonly containerCgroups: readonly string[]
  /** Files and cgroups of private Docker engines of tests that no process uses any more. */
  readonly sandboxes: readonly string[]
  /** Of the machine's own Docker; null where none answers. */
  readonly docker: DockerObjects | null
}

export interface DockerObjects {
  readonly containers: readonly Container[]
  /** Those with a bridge. */
  readonly networks: readonly Network[]
  readonly images: readonly string[]
  readonly volumes: readonly string[]
}

interface Container {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly running: boolean
  /** Their keys. */
  readonly labels: readonly string[]
  readonly addresses: readonly string[]
}

interface Network {
  readonly name: string
  readonly bridge: string
  readonly subnets: readonly string[]
}

const NOTHING: DockerObjects = { containers: [], networks: [], images: [], volumes: [] }

/** What only tests give to containers and images. */
const TEST_LABEL = 'acestream-orchestrator.test'
const TEST_IMAGES = /^(localhost\/)?(acestream-emulator|gluetun-emulator|test-engine|test-node):/

/**
 * What a test run left on the machine or took from it, in words; empty where it did neither. Others use the machine at the
 * same time: what their Docker does with its containers and networks, and so with links, rules and cgroups, is told
 * from what happened to these without Docker knowing. Containers and images of tests are known by label and name.
 */
export function changesBetween(before: Machine, after: Machine): string[] {
  const docker = { before: before.docker ?? NOTHING, after: after.docker ?? NOTHING }
  return [
    ...additions('link', before.links, after.links).filter(([, name]) => !isDockersLink(name, docker.after)),
    ...removals('link', before.links, after.links).filter(([, name]) => !wentWithDocker(name, docker)),
    ...additions('rule', before.rules, after.rules).filter(([, rule]) => !isDockersRule(rule, docker)),
    ...removals('rule', before.rules, after.rules).filter(([, rule]) => !mentionsGone(rule, docker)),
    ...additions('network namespace', before.netns, after.netns).filter(([, name]) => !isEnginesNetns(name)),
    ...removals('network namespace', before.netns, after.netns).filter(([, name]) => !isEnginesNetns(name)),
    ...additions('cgroup', before.containerCgroups, after.containerCgroups).filter(
      ([, path]) => !isKnown(path, docker.after),
    ),
    ...removals('cgroup', before.containerCgroups, after.containerCgroups).filter(([, path]) =>
      runsThroughout(path, docker),
    ),
    ...additions('private Docker engine', before.sandboxes, after.sandboxes),
    ...additions('container', testContainers(docker.before), testContainers(docker.after)),
    ...additions('image', docker.before.images, docker.after.images).filter(([, name]) =>
      TEST_IMAGES.test(name),
    ),
  ].map(([what, name]) => `${what}: ${name}`)
}

type Change = readonly [what: string, name: string]
interface Docker {
  readonly before: DockerObjects
  readonly after: DockerObjects
}

function additions(kind: string, before: readonly string[], after: readonly string[]): Change[] {
  return surplus(after, before).map((name) => [`left ${kind}`, name])
}

function removals(kind: string, before: readonly string[], after: readonly string[]): Change[] {
  return surplus(before, after).map((name) => [`removed ${kind}`, name])
}

/** One that is there twice and was there once is one too many. */
function surplus(all: readonly string[], known: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const each of known) left.set(each, (left.get(each) ?? 0) + 1)
  return all.filter((each) => {
    const count = left.get(each) ?? 0
    left.set(each, count - 1)
    return count <= 0
  })
}

/** Ends of links into containers come and go with these, under names that say nothing. */
const VETH = /^veth/

function isDockersLink(name: string, { networks }: DockerObjects): boolean {
  return VETH.test(name) || networks.some(({ bridge }) => bridge === name)
}

/** A bridge whose network is still there was not removed by Docker. */
function wentWithDocker(name: string, { before, after }: Docker): boolean {
  if (VETH.test(name)) return true
  return (
    before.networks.some(({ bridge }) => bridge === name) &&
    !after.networks.some(({ bridge }) => bridge === name)
  )
}

function isDockersRule(rule: string, { before, after }: Docker): boolean {
  const known = [...before.networks, ...after.networks]
  return (
    known.some(({ bridge }) => mentions(rule, bridge)) ||
    known.some(({ subnets }) => subnets.some((subnet) => mentions(rule, subnet))) ||
    [...before.containers, ...after.containers].some(({ addresses }) =>
      addresses.some((address) => mentions(rule, address)),
    )
  )
}

/** Rules of a container or network go with it; all others Docker keeps as long as it runs. */
function mentionsGone(rule: string, { before, after }: Docker): boolean {
  const traces = ({ containers, networks }: DockerObjects) => [
    ...containers.filter(({ running }) => running).flatMap(({ addresses }) => addresses),
    ...networks.flatMap(({ bridge, subnets }) => [bridge, ...subnets]),
  ]
  const still = new Set(traces(after))
  return traces(before).some((trace) => !still.has(trace) && mentions(rule, trace))
}

/** As a whole word: 172.17.0.2 is not in 172.17.0.20. */
function mentions(rule: string, word: string): boolean {
  const at = rule.indexOf(word)
  return at >= 0 && !/[\w.]/.test(rule.charAt(at + word.length)) && !/[\w.]/.test(rule.charAt(at - 1))
}

/** As Podman and CNI name them. */
function isEnginesNetns(name: string): boolean {
  return /^(cni|netns)-/.test(name)
}

function isKnown(cgroup: string, { containers }: DockerObjects): boolean {
  return containers.some(({ id }) => cgroup.endsWith(id))
}

function runsThroughout(cgroup: string, { before, after }: Docker): boolean {
  return [before, after].every(({ containers }) =>
    containers.some(({ id, running }) => running && cgroup.endsWith(id)),
  )
}

function testContainers({ containers }: DockerObjects): string[] {
  return containers
    .filter(({ labels, image }) => labels.includes(TEST_LABEL) || TEST_IMAGES.test(image))
    .map(({ id, name }) => `${name} (${id.slice(0, 12)})`)
}
