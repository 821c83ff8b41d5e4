import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IMAGES, type ImageConfig } from './images.ts'

/** Which layer an image has, so that one that is there already is not made again. */
export const LAYER_LABEL = 'acestream-emulator.layer'

const LAYER = 'layer.tar'
/** Docker's names differ from Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm' }

/** Packs a staged file system; the same files give the same digest. */
export function packLayer(stage: string, directory: string): string {
  const alike = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']
  execFileSync('tar', [...alike, '-C', stage, '-cf', join(directory, LAYER), '.'])
  return `sha256:${createHash('sha256')
    .update(readFileSync(join(directory, LAYER)))
    .digest('hex')}`
}

/**
 * Describes all images beside their one layer, in the format of `docker save` (moby, image/tarexport). Gives the
 * names of the files that make the archive.
 */
export function describeImages(directory: string, layerDigest: string): readonly string[] {
  const manifest = Object.entries<ImageConfig>(IMAGES).map(([name, config]) => {
    const file = `${name.replace(':', '-')}.json`
    writeFileSync(join(directory, file), JSON.stringify(imageOf(config, layerDigest)))
    return { Config: file, RepoTags: [name], Layers: [LAYER] }
  })
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest))
  return ['manifest.json', LAYER, ...manifest.map(({ Config }) => Config)]
}

function imageOf(config: ImageConfig, layerDigest: string): object {
  return {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: { ...config, Labels: { [LAYER_LABEL]: layerDigest } },
    rootfs: { type: 'layers', diff_ids: [layerDigest] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'emulator/image/build.ts' }],
  }
}
