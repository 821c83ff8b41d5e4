import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

export interface Asset {
  readonly type: string
  readonly etag: string
  /** Its name changes with its content, so that it may be kept for ever. */
  readonly immutable: boolean
  /** Compressed once, at the first question for it. */
  bytes(encoding: Encoding): Promise<Buffer>
  readonly compressible: boolean
}

export type Assets = ReadonlyMap<string, Asset>

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

const SMALLEST_COMPRESSED = 1024
/** `assets/index-B3kx9_Qa.js`: what the bundler names after a hash of the content. */
const HASHED = /^assets\/.*[-.][\w-]{8,}\.\w+$/

const compressors: { readonly [E in Encoding]: (bytes: Buffer) => Promise<Buffer> } = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
  identity: async (bytes) => bytes,
}

/** Reads a directory of built files whole, keyed by their path with `/`: a name that is not in it leads nowhere. */
export async function loadAssets(directory: string): Promise<Assets> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const assets = files.map(async (file): Promise<[string, Asset]> => {
    const path = relative(directory, file).split(sep).join('/')
    return [path, toAsset(path, await readFile(file))]
  })
  return new Map(await Promise.all(assets))
}

/** A file that is made here. */
export function textAsset(path: string, text: string): Asset {
  return toAsset(path, Buffer.from(text))
}

function toAsset(path: string, content: Buffer): Asset {
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  const compressed = new Map<Encoding, Promise<Buffer>>()
  return {
    type,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: HASHED.test(path),
    compressible: content.length >= SMALLEST_COMPRESSED && /^text|json|svg/.test(type),
    bytes: (encoding) => {
      const bytes = compressed.get(encoding) ?? compressors[encoding](content)
      compressed.set(encoding, bytes)
      return bytes
    },
  }
}

/** The best encoding that the reader takes, brotli before gzip. */
export function encodingFor(asset: Asset, acceptEncoding: string | undefined): Encoding {
  if (!asset.compressible || acceptEncoding === undefined) return 'identity'
  const accepted = acceptEncoding
    .split(',')
    .filter((each) => !/;\s*q=0(\.0*)?\s*$/.test(each))
    .map((each) => each.split(';', 1)[0]?.trim().toLowerCase())
  if (accepted.includes('br')) return 'br'
  return accepted.includes('gzip') ? 'gzip' : 'identity'
}
