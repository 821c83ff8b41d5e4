import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { type RequestOptions, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { describeImages, LAYER_LABEL, packLayer } from './archive.ts'
import { IMAGES, type ImageName } from './images.ts'
import { type ExtraDir, stage } from './stage.ts'

export interface BuildOptions {
  /** `unix:///path` or `tcp://host:port`. */
  readonly dockerHost: string
  /** Copied into every image. */
  readonly extraDirs?: readonly ExtraDir[]
}

const NAMES = Object.keys(IMAGES) as ImageName[]

/**
 * Loads all images of the emulator into a Docker engine, without a registry; takes seconds, and next to nothing
 * where they are there already. Needs Linux with `tar` and `ldd`. Gives their names.
 */
export async function buildImages({
  dockerHost,
  extraDirs = [],
}: BuildOptions): Promise<readonly ImageName[]> {
  const directory = mkdtempSync(join(tmpdir(), 'acestream-emulator-image-'))
  try {
    const files = join(directory, 'stage')
    mkdirSync(files)
    stage(files, extraDirs)
    const digest = packLayer(files, directory)
    const present = await Promise.all(NAMES.map((name) => layerOf(dockerHost, name)))
    if (present.some((layer) => layer !== digest))
      await load(dockerHost, directory, describeImages(directory, digest))
    return NAMES
  } finally {
    rmSync(directory, { recursive: true })
  }
}

async function load(dockerHost: string, directory: string, files: readonly string[]): Promise<void> {
  const tar = spawn('tar', ['-C', directory, '-cf', '-', ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { status, body } = await send(
    dockerHost,
    { method: 'POST', path: '/images/load?quiet=1' },
    tar.stdout,
  )
  if (status !== 200 || body.includes('errorDetail'))
    throw new Error(`loading the emulator's images: ${status} ${body}`)
}

/** Undefined: no such image, or not one of ours. */
async function layerOf(dockerHost: string, name: ImageName): Promise<string | undefined> {
  const { status, body } = await send(dockerHost, { method: 'GET', path: `/images/${name}/json` })
  if (status === 404) return undefined
  if (status !== 200) throw new Error(`looking for the image ${name}: ${status} ${body}`)
  const { Config } = JSON.parse(body) as { Config?: { Labels?: Record<string, string> | null } }
  return Config?.Labels?.[LAYER_LABEL]
}

async function send(
  dockerHost: string,
  what: RequestOptions,
  stream?: NodeJS.ReadableStream,
): Promise<{ readonly status: number; readonly body: string }> {
  const call = request({
    ...placeOf(dockerHost),
    ...what,
    headers: stream ? { 'Content-Type': 'application/x-tar' } : {},
  })
  return new Promise((resolve, reject) => {
    call.once('error', (error) =>
      reject(new Error(`asking Docker at ${dockerHost}: ${error.message}`, { cause: error })),
    )
    call.once('response', (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject)
    })
    if (stream) stream.pipe(call)
    else call.end()
  })
}

function placeOf(dockerHost: string): RequestOptions {
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) }
  const { hostname, port } = new URL(dockerHost)
  return { host: hostname, port: Number(port) }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { 'docker-host': { type: 'string' } } })
  const usual = process.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock'
  for (const name of await buildImages({ dockerHost: values['docker-host'] ?? usual })) console.log(name)
}
