// features/engines/logs/: an engine's log, followed live.

import { useEffect, useRef, useState } from 'react'
import { withKey } from '../../../connection/http/api.ts'
import {
  type Fault,
  faultOf,
  faultOfLastWords,
  faultOfSilence,
  RequestFault,
} from '../../../connection/http/fault.ts'
import { KeyRefused } from '../../../connection/http/key-request.ts'
import { send } from '../../../connection/http/send.ts'
import { anySignal } from '../../../connection/http/signals.ts'
import { HeldBack } from '../../../connection/live-end.ts'
import { readEvents } from '../../../connection/sse.ts'
import { sleep } from '../../../connection/wait.ts'
import { readConnection } from '../../../fleet/live-store.ts'
import { useShown } from '../../../platform/use-shown.ts'
import { appendLines, EMPTY_LOG, type LogBuffer, rejoinLines } from './log-buffer.ts'

const TAIL = 500
/** Lines are gathered this long, so that a chatty engine costs ten renderings a second at most. */
const GATHER_MS = 100
/** The server sends something immediately, a comment if there are no lines. If nothing arrives in this time, a proxy holds the response back. */
const FIRST_WORD_MS = 6_000
const TAIL_EVERY_MS = 5_000
const TAIL_TIMEOUT_MS = 15_000

export interface Log {
  readonly buffer: LogBuffer
  readonly state: 'opening' | 'following' | 'polling' | 'ended' | 'failed'
  /** Why it failed. What was read before stays. */
  readonly fault: Fault | null
}

const pathOf = (id: string) => `/containers/${encodeURIComponent(id)}/logs?tail=${TAIL}`

async function follow(id: string, signal: AbortSignal, onLines: (lines: string[]) => void): Promise<void> {
  const watch = new AbortController()
  const either = anySignal([signal, watch.signal])
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Entering the key may take a while, so each attempt has a timeout of its own. */
  const open = async (key: string | null, server: string) => {
    timer = setTimeout(() => watch.abort(), FIRST_WORD_MS)
    try {
      return {
        body: (await send({ server, path: `${pathOf(id)}&follow=true`, key, signal: either })).body,
        from: server,
      }
    } catch (error) {
      clearTimeout(timer)
      throw watch.signal.aborted ? new HeldBack() : error
    }
  }
  const { body, from } = await withKey(open)
  if (body === null) return
  let broken: string | null = null
  let reason: string | null = null
  await readEvents(body, (events) => {
    clearTimeout(timer)
    onLines(events.filter(({ event }) => event !== 'reason' && event !== 'error').map(({ data }) => data))
    const last = (name: string) => events.find(({ event }) => event === name)?.data ?? null
    reason = last('reason') ?? reason
    broken = last('error') ?? broken
  }).catch((error: unknown) => {
    if (watch.signal.aborted && !signal.aborted) throw new HeldBack()
    throw new RequestFault(faultOfSilence(error, location.href, from), error)
  })
  if (broken !== null) throw new RequestFault(faultOfLastWords(broken, reason))
}

/** The newest lines every few seconds, where a stream of them does not come through. */
async function pollTails(id: string, signal: AbortSignal, onTail: (lines: string[]) => void): Promise<void> {
  while (!signal.aborted) {
    const text = await withKey(async (key, server) =>
      (await send({ server, path: pathOf(id), key, signal, timeoutMs: TAIL_TIMEOUT_MS })).text(),
    )
    onTail(text.split('\n').slice(0, -1))
    await sleep(TAIL_EVERY_MS, signal)
  }
}

interface Reader {
  readonly onLines: (lines: string[]) => void
  readonly onTail: (lines: string[]) => void
}

async function readLog(id: string, signal: AbortSignal, { onLines, onTail }: Reader): Promise<void> {
  if (readConnection().fallback === 'held_back') return pollTails(id, signal, onTail)
  try {
    await follow(id, signal, onLines)
  } catch (error) {
    if (!(error instanceof HeldBack)) throw error
    await pollTails(id, signal, onTail)
  }
}

/** Follows a container's log for as long as it is shown; a new `attempt` reopens it. */
export function useLog(id: string, attempt: number): Log {
  const shown = useShown()
  const [log, setLog] = useState<Log>({ buffer: EMPTY_LOG, state: 'opening', fault: null })
  /** The attempt that has ended: showing the tab again starts no other, which could open the key dialog. */
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
    /** What is read again may begin anywhere in what is there. */
    const onTail = (lines: string[]) => {
      gathered = lines
      join = rejoinLines
      if (!life.signal.aborted) flush('polling', null)
    }
    const finish = (state: Log['state'], fault: Fault | null) => {
      if (life.signal.aborted) return
      over.current = attempt
      flush(state, fault)
    }
    readLog(id, life.signal, { onLines, onTail }).then(
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
