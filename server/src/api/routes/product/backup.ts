import { BackupBody, SHORTEST_PASSPHRASE } from '@acestream-orchestrator/contract/backup'
import { DomainError } from '../../../lib/errors.ts'
import { type ApiContext, callerSignal } from '../../context.ts'
import type { App } from '../../http/typed.ts'

/** Database and settings in one file. A passphrase is nowhere repeated: not in the log, and not in a refusal. */
export function backupRoutes(app: App, { createBackup, stopping }: ApiContext): void {
  app.post(
    '/backup',
    {
      config: { access: 'key' },
      schema: {
        summary: 'The database and the settings in one file, for `npm run restore`',
        body: BackupBody,
        produces: ['application/octet-stream'],
        refusals: [409],
      },
    },
    async ({ body: { passphrase = null, encrypt = 'everything' } }, reply) => {
      if (passphrase !== null && [...passphrase].length < SHORTEST_PASSPHRASE) throw tooShort()
      const backup = await createBackup({ passphrase, encrypt }, callerSignal(reply, stopping))
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-length', backup.bytes)
        .header('content-disposition', `attachment; filename="${backup.name}"`)
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .send(backup.content)
    },
  )
}

function tooShort(): DomainError {
  return new DomainError(
    'validation',
    { code: 'text_too_short', least: SHORTEST_PASSPHRASE },
    { field: { loc: ['body', 'passphrase'], input: undefined } },
  )
}
