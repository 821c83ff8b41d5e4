import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { BackupRefusal } from '../refusal.ts'

export const TAG_BYTES = 16

/** Protects one section frame by frame, in order: a frame that was changed, moved, left out or repeated does not open. */
export interface Seal {
  close(payload: Buffer, isLast: boolean): { readonly stored: Buffer; readonly tag: Buffer }
  /** Throws `damaged`. */
  open(stored: Buffer, tag: Buffer, isLast: boolean): Buffer
}

/** Against accidents: the first half of a SHA-256 over the header's digest, the frame's place and its bytes. */
export function createChecksum(digest: Buffer, section: number): Seal {
  const place = createPlaces(section)
  const tagOf = (payload: Buffer, isLast: boolean) =>
    createHash('sha256')
      .update(digest)
      .update(place())
      .update(mark(isLast))
      .update(payload)
      .digest()
      .subarray(0, TAG_BYTES)
  return {
    close: (payload, isLast) => ({ stored: payload, tag: tagOf(payload, isLast) }),
    open: (stored, tag, isLast) => {
      if (!tagOf(stored, isLast).equals(tag)) throw new BackupRefusal({ code: 'damaged' })
      return stored
    },
  }
}

/**
 * Against readers and forgers: AES-256-GCM, one message per frame. The nonce is the frame's place, which never comes
 * twice under a key, because each backup has a key of its own.
 */
export function createCipher(key: Buffer, digest: Buffer, section: number): Seal {
  const place = createPlaces(section)
  return {
    close: (payload, isLast) => {
      const cipher = createCipheriv('aes-256-gcm', key, place()).setAAD(bound(digest, isLast))
      const stored = cipher.update(payload)
      cipher.final()
      return { stored, tag: cipher.getAuthTag() }
    },
    open: (stored, tag, isLast) => {
      const decipher = createDecipheriv('aes-256-gcm', key, place(), { authTagLength: TAG_BYTES })
      decipher.setAAD(bound(digest, isLast)).setAuthTag(tag)
      const payload = decipher.update(stored)
      try {
        decipher.final()
      } catch {
        throw new BackupRefusal({ code: 'damaged' })
      }
      return payload
    },
  }
}

/** 12 bytes: the section's number, and how many frames of it came before. */
function createPlaces(section: number): () => Buffer {
  let frame = 0n
  return () => {
    const place = Buffer.alloc(12)
    place.writeUInt32BE(section)
    place.writeBigUInt64BE(frame++, 4)
    return place
  }
}

function bound(digest: Buffer, isLast: boolean): Buffer {
  return Buffer.concat([digest, mark(isLast)])
}

function mark(isLast: boolean): Buffer {
  return Buffer.of(isLast ? 1 : 0)
}
