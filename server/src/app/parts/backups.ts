import type { CreateBackup } from '../../api/ports.ts'
import type { AppOptions } from '../app-options.ts'

/** Loaded with the first backup: a start needs none of it. */
export function createAppBackups({ config, version, clock }: AppOptions): CreateBackup {
  const { dataDir } = config.get().storage
  let loading: Promise<CreateBackup> | undefined
  const load = async (): Promise<CreateBackup> => {
    const [{ createBackups }, { createDatabaseCopier }] = await Promise.all([
      import('../../backup/backups.ts'),
      import('../../store/copies/database-copier.ts'),
    ])
    const copyDatabase = createDatabaseCopier(dataDir)
    return createBackups({ dataDir, product: version, copyDatabase }, clock).create
  }
  return async (request, signal) => {
    loading ??= load()
    return (await loading)(request, signal)
  }
}
