import type { Engine } from './engine.ts'
import { LABELS, REDUCED_HARDENING } from './labels.ts'

type Created = Pick<Engine, 'container'>

/** It was created without an init process and no-new-privileges, because this runtime runs nothing with them. */
export function hasReducedHardening({ container }: Created): boolean {
  return container?.labels[LABELS.hardening] === REDUCED_HARDENING
}

/**
 * The runtime calls the container's image otherwise than it called the image when the container was created, so the
 * container alone can't tell whether the image is newer.
 */
export function isImageUnclear({ container }: Created): boolean {
  const atCreation = container?.labels[LABELS.imageDigest]
  return !!atCreation && !!container?.imageDigest && atCreation !== container.imageDigest
}
