import { useEffect, useState } from 'react'
import { KeyRefused, withKey } from '../../lib/api.ts'
import { type Fault, faultOf } from '../../lib/fault.ts'
import { send } from '../../lib/http.ts'
import { createSseParser } from '../../lib/sse.ts'
import { appendLines, EMPTY_LOG, type LogBuffer } from './log-buffer.ts'

const TAIL = 500
/** Lines are gathered this long, so that a chatty engine costs ten renderings a second at most. */
const GATHER_MS = 100

export interface Log {
  readonly buffer: LogBuffer
  readonly state: 'opening' | 'following' | 'ended' | 'failed'
  readonly fault: Fault | null
}

async function follow(id: string, signal: AbortSignal, onLines: (lines: string[]) => void): Promise<void> {
  const path = `/containers/${encodeURIComponent(id)}/logs?tail=${TAIL}&follow=true`
  const response = await withKey((key, server) => send({ server, path, key, signal }))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const parse = createSseParser()
  onLines([])
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return
    const events = parse(part.value)
    onLines(events.filter(({ event }) => event !== 'error').map(({ data }) => data))
    const broken = events.find(({ event }) => event === 'error')
    if (broken) throw new Error(broken.data)
  }
}

/** Follows a container's log for as long as it is shown; `attempt` opens it anew. */
export function useLog(id: string, attempt: number): Log {
  const [log, setLog] = useState<Log>({ buffer: EMPTY_LOG, state: 'opening', fault: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another connection
  useEffect(() => {
    const life = new AbortController()
    let gathered: string[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    setLog({ buffer: EMPTY_LOG, state: 'opening', fault: null })
    const flush = () => {
      timer = undefined
      const lines = gathered
      gathered = []
      setLog(({ buffer }) => ({ buffer: appendLines(buffer, lines), state: 'following', fault: null }))
    }
    const onLines = (lines: string[]) => {
      gathered.push(...lines)
      timer ??= setTimeout(flush, GATHER_MS)
    }
    follow(id, life.signal, onLines).then(
      () => {
        if (life.signal.aborted) return
        clearTimeout(timer)
        flush()
        setLog(({ buffer }) => ({ buffer, state: 'ended', fault: null }))
      },
      (error: unknown) => {
        if (life.signal.aborted) return
        const fault = error instanceof KeyRefused ? null : faultOf(error)
        setLog(({ buffer }) => ({ buffer, state: 'failed', fault }))
      },
    )
    return () => {
      life.abort()
      clearTimeout(timer)
    }
  }, [id, attempt])
  return log
}
