import type { Logger } from '../lib/log.ts'
import type { Journal } from './journal.ts'
import type { StoredEvent } from './journal-event.ts'

/**
 * The journal in the log too: whoever has only the container's output reads what happened, to whom and why. An entry
 * that repeats is one line; its repeats are debug.
 */
export function logEntries({ entries }: Pick<Journal, 'entries'>, logger: Logger): void {
  entries.on((entry) => {
    const text = `${entry.type} ${entry.category}`
    const fields = fieldsOf(entry)
    if (entry.details['repeats'] !== undefined) logger.debug(fields, text)
    else if (entry.severity !== 'info') logger.warn(fields, text)
    else logger.info(fields, text)
  })
}

function fieldsOf({ message, engineId, streamId, incidentId }: StoredEvent): object {
  return {
    says: message,
    ...(engineId && { engineId }),
    ...(streamId && { streamId }),
    ...(incidentId && { incidentId }),
  }
}
