import { useEffect, useRef, useState } from 'react'
import { useConnection, useEngines, useStatus, useStreams, useVpn } from '../lib/cache.ts'
import { serverNow } from '../lib/clock.ts'
import { useI18n } from '../lib/i18n/use-i18n.ts'
import { EMPTY_WORLD } from '../lib/model.ts'
import { overallState } from '../lib/overall.ts'
import { overallSentence } from '../lib/overall-words.ts'

/** Tells screen readers the overall state when it changes in kind, never for a number that moves. */
export function Announcer() {
  const { t } = useI18n()
  const engines = useEngines()
  const streams = useStreams()
  const vpn = useVpn()
  const status = useStatus()
  const connection = useConnection()
  const [sentence, setSentence] = useState('')
  const last = useRef('')
  useEffect(() => {
    const overall = overallState({ ...EMPTY_WORLD, engines, streams, vpn, status })
    const kind = [
      connection.phase === 'offline',
      overall.known,
      ...overall.issues.map((issue) => issue.kind),
    ].join()
    if (kind === last.current) return
    last.current = kind
    setSentence(overallSentence(overall, connection, serverNow(), t))
  }, [engines, streams, vpn, status, connection, t])
  return (
    <p aria-live="polite" className="sr-only">
      {sentence}
    </p>
  )
}
