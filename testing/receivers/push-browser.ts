/** A browser's half of Web Push: its keys, and what it reads of a message (RFC 8291, RFC 8188). */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

export interface PushBrowser {
  /** As `PushSubscription.toJSON()` gives them. */
  readonly keys: { readonly p256dh: string; readonly auth: string }
  /** The text of a message; throws if it was encrypted for another browser. */
  decrypt(body: Buffer): string
}

const SALT_BYTES = 16
const TAG_BYTES = 16

export function pushBrowser(): PushBrowser {
  const curve = createECDH('prime256v1')
  const publicKey = curve.generateKeys()
  const auth = randomBytes(16)
  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    decrypt: (body) => {
      const salt = body.subarray(0, SALT_BYTES)
      const keyLength = body.readUInt8(SALT_BYTES + 4)
      const keyAt = SALT_BYTES + 5
      const sender = body.subarray(keyAt, keyAt + keyLength)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender])
      const secret = derive(curve.computeSecret(sender), auth, info, 32)
      const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
      const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
      return openRecord(body.subarray(keyAt + keyLength), key, nonce)
    },
  }
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
}

/** The one record of a message: its text, a delimiter of 2, perhaps padding. */
function openRecord(record: Buffer, key: Buffer, nonce: Buffer): string {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(record.subarray(-TAG_BYTES))
  const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()])
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}
