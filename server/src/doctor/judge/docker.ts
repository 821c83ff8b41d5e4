import type { AccessFacts, DockerFacts, ImageFacts, PageSizeFacts } from '../facts.ts'
import { error, info, type Judged, ok, warning } from '../finding.ts'

export function judgeDocker(facts: DockerFacts): readonly Judged[] {
  return facts.kind === 'usable'
    ? [ok({ code: 'docker_usable', version: facts.version })]
    : [error({ code: 'docker_unusable', reason: facts.reason })]
}

export function judgeAccess({ tried, refused }: AccessFacts): readonly Judged[] {
  if (refused.length === 0) return [ok({ code: 'docker_access_complete', requests: tried })]
  return [
    error({
      code: 'docker_access_refused',
      requests: refused.map(({ request }) => request),
      allow: [...new Set(refused.map(({ allow }) => allow))],
    }),
  ]
}

/** Docker names images' architectures as Go does, and machines as `uname -m`. */
const GO_NAMES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  armv6l: 'arm',
  armhf: 'arm',
  i386: '386',
  i686: '386',
}

/** What a processor runs beside its own kind. */
const ALSO_RUNS: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] }

export function judgeImage({ image, architecture, machine, emulator }: ImageFacts): readonly Judged[] {
  if (architecture === null) return [info({ code: 'image_not_pulled', image })]
  const own = GO_NAMES[machine ?? ''] ?? machine ?? architecture
  if (own === architecture || ALSO_RUNS[own]?.includes(architecture))
    return [ok({ code: 'image_fits', image, architecture })]
  const said = { image, architecture, machine: own }
  return emulator === false
    ? [error({ code: 'image_not_runnable', ...said })]
    : [warning({ code: 'image_emulated', ...said })]
}

/** What engines are built for (docs/reference/acestream-engine.md 8.2). */
const USUAL_PAGE_BYTES = 4096

export function judgePageSize({ bytes }: PageSizeFacts): readonly Judged[] {
  if (bytes === null) return []
  return bytes > USUAL_PAGE_BYTES
    ? [error({ code: 'page_size_large', bytes })]
    : [ok({ code: 'page_size_usual', bytes })]
}
