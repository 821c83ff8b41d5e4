import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** A registry with one image of one layer, on loopback, which Docker asks without TLS. */
export interface Registry {
  /** The image's name as Docker pulls it. */
  readonly reference: string
  /** From now on the tag is of another image. */
  publishNewer(): void
  close(): void
}

interface Blob {
  readonly bytes: Buffer
  readonly digest: string
}

/**
 * `sentWithinMs`: how long the layer takes to come. Some engines report no progress of one that comes immediately, as they only
 * look a few times a second.
 */
export async function startRegistry(layerBytes: number, sentWithinMs = 0): Promise<Registry> {
  const layerTar = tarOf('data', Buffer.alloc(layerBytes, 1))
  const layer = blob(gzipSync(layerTar, { level: 0 }))
  const imageOf = (createdAt: string) => {
    const config = blob(Buffer.from(JSON.stringify(configFor(layerTar, createdAt))))
    const manifest = blob(Buffer.from(JSON.stringify(manifestFor(config, layer))))
    return { manifest, blobs: new Map([config, layer].map((each) => [each.digest, each])) }
  }
  let { manifest, blobs } = imageOf('2026-01-02T03:04:05Z')
  const server = createServer((request, answer) => {
    const [, kind, name = ''] = /^\/v2\/engine\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? []
    const known =
      kind === 'blobs' ? blobs.get(name) : ['1', manifest.digest].includes(name) ? manifest : undefined
    if (request.url === '/v2/') answer.end('{}')
    else if (!kind || !known) answer.writeHead(404, { 'content-type': 'application/json' }).end(UNKNOWN)
    else {
      answer.writeHead(200, {
        'content-type': kind === 'blobs' ? 'application/octet-stream' : MANIFEST_TYPE,
        'content-length': known.bytes.length,
        'docker-content-digest': known.digest,
      })
      if (request.method === 'HEAD') answer.end()
      else Readable.from(paced(known.bytes, known === layer ? sentWithinMs : 0)).pipe(answer)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    reference: `127.0.0.1:${(server.address() as AddressInfo).port}/engine:1`,
    publishNewer: () => {
      ;({ manifest, blobs } = imageOf('2026-02-03T04:05:06Z'))
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'
const PIECES = 16
const UNKNOWN = JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] })

async function* paced(bytes: Buffer, withinMs: number): AsyncGenerator<Buffer> {
  const piece = Math.ceil(bytes.length / PIECES)
  for (let sent = 0; sent < bytes.length; sent += piece) {
    yield bytes.subarray(sent, sent + piece)
    if (withinMs > 0) await delay(withinMs / PIECES)
  }
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function blob(bytes: Buffer): Blob {
  return { bytes, digest: sha256(bytes) }
}

function configFor(layerTar: Buffer, createdAt: string): object {
  return {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    created: createdAt,
    config: { Entrypoint: ['/data'] },
    rootfs: { type: 'layers', diff_ids: [sha256(layerTar)] },
    history: [{ created: createdAt }],
  }
}

function manifestFor(config: Blob, layer: Blob): object {
  return {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.bytes.length,
      digest: config.digest,
    },
    layers: [
      {
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        size: layer.bytes.length,
        digest: layer.digest,
      },
    ],
  }
}

/** The smallest tar there is: one file and the two empty blocks at the end. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000755\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512)
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)])
}
