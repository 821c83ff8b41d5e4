import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { BackupRefusal } from '../refusal.ts'
import type { KeyParams } from './header.ts'

/**
 * 32 MiB of memory and three rounds: as hard to guess as OWASP asks for
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt), and small enough for a machine with little
 * memory.
 */
export const COST = 2 ** 15
const BLOCK_SIZE = 8
const PARALLELIZATION = 3
/** What a backup may ask of the machine that restores it. */
const MOST_MEMORY_BYTES = 256 * 1024 * 1024
const MOST_ROUNDS = 16
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Derived after the key and stored in the clear: a wrong passphrase is told from a damaged file. */
const CHECK_BYTES = 16

const derive: (secret: string, salt: Buffer, bytes: number, options: ScryptOptions) => Promise<Buffer> =
  promisify(scrypt)

/** A key for one backup alone, and the parameters by which the same passphrase leads to it again. */
export async function createKey(
  passphrase: string,
  cost: number,
): Promise<{ readonly key: Buffer; readonly params: KeyParams }> {
  const params = { cost, blockSize: BLOCK_SIZE, parallelization: PARALLELIZATION }
  const salt = randomBytes(SALT_BYTES)
  const { key, check } = await stretch(passphrase, salt, params)
  return { key, params: { ...params, salt: salt.toString('base64'), check: check.toString('base64') } }
}

/** Throws `passphrase_wrong`, and `damaged` for parameters that no backup has. */
export async function openKey(passphrase: string, params: KeyParams): Promise<Buffer> {
  const { cost, blockSize, parallelization } = params
  if (128 * cost * blockSize > MOST_MEMORY_BYTES || parallelization > MOST_ROUNDS)
    throw new BackupRefusal({ code: 'damaged' })
  const expected = Buffer.from(params.check, 'base64')
  const { key, check } = await stretch(passphrase, Buffer.from(params.salt, 'base64'), params)
  if (expected.length !== CHECK_BYTES || !timingSafeEqual(check, expected))
    throw new BackupRefusal({ code: 'passphrase_wrong' })
  return key
}

/** NFKC: the same letters typed on another system may come as other code points. */
async function stretch(
  passphrase: string,
  salt: Buffer,
  { cost, blockSize, parallelization }: Pick<KeyParams, 'cost' | 'blockSize' | 'parallelization'>,
): Promise<{ readonly key: Buffer; readonly check: Buffer }> {
  const options = { cost, blockSize, parallelization, maxmem: 2 * MOST_MEMORY_BYTES }
  const bytes = await derive(passphrase.normalize('NFKC'), salt, KEY_BYTES + CHECK_BYTES, options)
  return { key: bytes.subarray(0, KEY_BYTES), check: bytes.subarray(KEY_BYTES) }
}
