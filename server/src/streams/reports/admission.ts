import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Emitter } from '../../lib/emitter.ts'
import { DomainError } from '../../lib/errors.ts'
import type { Stream } from '../stream.ts'
import type { StreamChange } from '../tracking/memory.ts'

/** Far above what engines can play, and low enough that a reporter gone wild fills neither memory nor the lists. */
const MOST_RUNNING = 2000
/** One reporter leaves room for the others. */
const MOST_PER_REPORTER = 1000
/** Characters in the names and values of all labels of one stream. */
const MOST_LABEL_TEXT = 32 * 1024

/** What one who reports streams may make us hold. */
export interface Admission {
  /**
   * Throws `validation` for labels that are too much, `too_many_streams` where too many streams run already.
   * `reporter` is who reports it (an address), null where that is not known; they are counted from our start on.
   */
  admit(stream: Stream, reporter: string | null): void
}

export function createAdmission(changes: Emitter<StreamChange>, runningCount: () => number): Admission {
  const reporterOf = new Map<string, string>()
  const counts = new Map<string, number>()

  function forget(id: string): void {
    const reporter = reporterOf.get(id)
    if (reporter === undefined) return
    reporterOf.delete(id)
    const left = (counts.get(reporter) ?? 1) - 1
    if (left > 0) counts.set(reporter, left)
    else counts.delete(reporter)
  }

  changes.on((change) => {
    if (change.kind === 'changed' && change.stream.phase === 'ended') forget(change.stream.id)
  })

  return {
    admit: (stream, reporter) => {
      checkLabels(stream.labels)
      if (runningCount() >= MOST_RUNNING) throw tooMany({ code: 'too_many_streams', most: MOST_RUNNING })
      if (reporter === null) return
      const count = counts.get(reporter) ?? 0
      if (count >= MOST_PER_REPORTER)
        throw tooMany({ code: 'too_many_streams_reported', most: MOST_PER_REPORTER, reporter })
      counts.set(reporter, count + 1)
      reporterOf.set(stream.id, reporter)
    },
  }
}

function checkLabels(labels: Stream['labels']): void {
  let length = 0
  for (const [name, value] of Object.entries(labels)) length += name.length + value.length
  if (length <= MOST_LABEL_TEXT) return
  throw new DomainError(
    'validation',
    { code: 'labels_too_long', most: MOST_LABEL_TEXT },
    { field: { loc: ['body', 'labels'], input: null } },
  )
}

function tooMany(reason: Reason): DomainError {
  return new DomainError('too_many_streams', reason)
}
