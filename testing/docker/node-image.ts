import { execFileSync, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DockerApi } from './docker-api.ts'

/**
 * Makes an image of nothing but this machine's node binary and the libraries it needs, so that no registry is asked.
 * `changes` are Dockerfile instructions: `ENTRYPOINT ["/usr/local/bin/node"]`. What is in `folder` is added as it is, with
 * its owners and modes.
 */
export async function importNodeImage(
  api: DockerApi,
  reference: string,
  changes: readonly string[],
  folder?: string,
): Promise<void> {
  const [repo = '', tag = 'latest'] = reference.split(':')
  const query = new URLSearchParams([
    ['fromSrc', '-'],
    ['repo', repo],
    ['tag', tag],
    ...changes.map((change) => ['changes', change]),
  ])
  const added = folder === undefined ? [] : ['-C', folder, '.']
  const tar = spawn('tar', [...tarFlags(), ...added], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { status, text } = await api.send('POST', `/images/create?${query}`, tar.stdout)
  if (status !== 200 || text.includes('errorDetail'))
    throw new Error(`importing ${reference}: ${status} ${text}`)
  await api.json('POST', `/images/${idIn(text)}/tag?${new URLSearchParams({ repo, tag })}`)
}

/** Podman imports without the tag; its answer ends with the id, as Docker's does. */
function idIn(answer: string): string {
  const [id] = answer.match(/\b[0-9a-f]{64}\b/g)?.slice(-1) ?? []
  if (id === undefined) throw new Error(`the import returned no id: ${answer}`)
  return id
}

/** Links are followed and the binary is put where images have it; libraries keep their places. */
function tarFlags(): string[] {
  const node = realpathSync(process.execPath)
  const paths = [node, ...librariesOf(node)].map((path) => path.slice(1))
  return [
    '-C',
    '/',
    '--dereference',
    `--transform=s|^${dirname(node).slice(1)}/node$|usr/local/bin/node|`,
    '-cf',
    '-',
    ...paths,
  ]
}

function librariesOf(binary: string): string[] {
  return [...execFileSync('ldd', [binary], { encoding: 'utf8' }).matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(
    (match) => match[1] ?? '',
  )
}
