import { type Static, Type } from 'typebox'

export const SHORTEST_PASSPHRASE = 8
const LONGEST_PASSPHRASE = 1024

export const BackupBody = Type.Object({
  passphrase: Type.Optional(
    Type.String({
      maxLength: LONGEST_PASSPHRASE,
      description: `${SHORTEST_PASSPHRASE} characters or more; without it nothing is encrypted and secrets are left out`,
    }),
  ),
  encrypt: Type.Optional(
    Type.Union([Type.Literal('everything'), Type.Literal('secrets')], {
      description: 'what the passphrase protects; `everything` by default',
    }),
  ),
})
export type BackupBody = Static<typeof BackupBody>
