// components/actions/: an action while it runs and how it went, shown where it was started.

import { useCallback, useEffect, useRef, useState } from 'react'
import { type Fault, faultOf } from '../../connection/http/fault.ts'
import { KeyRefused } from '../../connection/http/key-request.ts'
import { setNote } from './action-notes.ts'

export interface Action<Args extends readonly unknown[]> {
  readonly run: (...args: Args) => Promise<void>
  readonly pending: boolean
  readonly fault: Fault | null
}

/** Where a failure is shown if the dialog was closed before the action ended, and what it was. */
export interface Elsewhere {
  readonly target: string
  readonly what: string
}

/** One action of a dialog or form: pending while it runs, its fault shown where it was started. */
export function useAction<Args extends readonly unknown[]>(
  act: (...args: Args) => Promise<void>,
  elsewhere?: Elsewhere,
): Action<Args> {
  const [state, setState] = useState<{ pending: boolean; fault: Fault | null }>({
    pending: false,
    fault: null,
  })
  const { target, what } = elsewhere ?? {}
  const isOpen = useRef(true)
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])
  const run = useCallback(
    async (...args: Args) => {
      setState({ pending: true, fault: null })
      try {
        await act(...args)
        setState({ pending: false, fault: null })
      } catch (error) {
        const fault = error instanceof KeyRefused ? null : faultOf(error)
        if (!isOpen.current && fault && target !== undefined && what !== undefined)
          setNote(target, { state: 'failed', what, fault })
        setState({ pending: false, fault })
      }
    },
    [act, target, what],
  )
  return { run, ...state }
}
