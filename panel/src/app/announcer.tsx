import { useEffect, useRef, useState } from 'react'
import { isOutOfReach } from '../connection/connection-state.ts'
import { useConnection } from '../fleet/live-store.ts'
import { overallSentence } from '../fleet/overall/overall-words.ts'
import { useOverall } from '../fleet/overall/use-overall.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { serverNow } from '../platform/clock.ts'

/** Announces the overall state to screen readers when it changes in kind, never for a number that moves. */
export function Announcer() {
  const words = useI18n()
  const overall = useOverall()
  const connection = useConnection()
  const [sentence, setSentence] = useState('')
  const last = useRef('')
  useEffect(() => {
    const kind = [
      isOutOfReach(connection.phase) && connection.phase,
      overall.known,
      ...overall.issues.map((issue) => issue.kind),
      ...overall.incidents.map(({ id }) => id),
    ].join()
    if (kind === last.current) return
    last.current = kind
    setSentence(overallSentence(overall, connection, serverNow(), words))
  }, [overall, connection, words])
  return (
    <p aria-live="polite" className="sr-only">
      {sentence}
    </p>
  )
}
