import { useEffect, useRef, useState } from 'react'
import { withKey } from '../../lib/api.ts'
import { type Fault, faultOf, faultOfSilence, RequestFault } from '../../lib/fault.ts'
import { send } from '../../lib/http.ts'
import { KeyRefused } from '../../lib/key-request.ts'
import { readEvents } from '../../lib/sse.ts'
import { useShown } from '../../lib/use-shown.ts'
import { appendLines, EMPTY_LOG, type LogBuffer, rejoinLines } from './log-buffer.ts'

const TAIL = 500
/** Lines are gathered this long, so that a chatty engine costs ten renderings a second at most. */
const GATHER_MS = 100

export interface Log {
  readonly buffer: LogBuffer
  readonly state: 'opening' | 'following' | 'ended' | 'failed'
  /** Why it failed. What was read before stays. */
  readonly fault: Fault | null
}

async function follow(id: string, signal: AbortSignal, onLines: (lines: string[]) => void): Promise<void> {
  const path = `/containers/${encodeURIComponent(id)}/logs?tail=${TAIL}&follow=true`
  const { body, from } = await withKey(async (key, server) => ({
    body: (await send({ server, path, key, signal })).body,
    from: server,
  }))
  onLines([])
  if (body === null) return
  let broken: string | null = null
  await readEvents(body, (events) => {
    onLines(events.filter(({ event }) => event !== 'error').map(({ data }) => data))
    broken = events.find(({ event }) => event === 'error')?.data ?? broken
  }).catch((error: unknown) => {
    throw new RequestFault(faultOfSilence(error, location.href, from), error)
  })
  if (broken !== null) throw new Error(broken)
}

/** Follows a container's log for as long as it is shown; `attempt` opens it anew. */
export function useLog(id: string, attempt: number): Log {
  const shown = useShown()
  const [log, setLog] = useState<Log>({ buffer: EMPTY_LOG, state: 'opening', fault: null })
  /** The attempt that came to its end: showing the tab again begins none, as it might ask for a key. */
  const over = useRef<number | null>(null)
  useEffect(() => {
    if (!shown || over.current === attempt) return
    const life = new AbortController()
    let gathered: string[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    let join = rejoinLines
    setLog(({ buffer }) => ({ buffer, state: 'opening', fault: null }))
    const flush = (state: Log['state'], fault: Fault | null) => {
      clearTimeout(timer)
      timer = undefined
      const lines = gathered
      gathered = []
      const add = join
      if (lines.length > 0) join = appendLines
      setLog(({ buffer }) => ({ buffer: lines.length > 0 ? add(buffer, lines) : buffer, state, fault }))
    }
    const onLines = (lines: string[]) => {
      gathered.push(...lines)
      timer ??= setTimeout(() => flush('following', null), GATHER_MS)
    }
    const finish = (state: Log['state'], fault: Fault | null) => {
      if (life.signal.aborted) return
      over.current = attempt
      flush(state, fault)
    }
    follow(id, life.signal, onLines).then(
      () => finish('ended', null),
      (error: unknown) => finish('failed', faultOf(error instanceof KeyRefused ? error.cause : error)),
    )
    return () => {
      life.abort()
      clearTimeout(timer)
    }
  }, [id, attempt, shown])
  return log
}
