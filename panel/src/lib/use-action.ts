import { useCallback, useState } from 'react'
import { type Fault, faultOf } from './fault.ts'
import { KeyRefused } from './key-request.ts'

export interface Action<Args extends readonly unknown[]> {
  readonly run: (...args: Args) => Promise<void>
  readonly pending: boolean
  readonly fault: Fault | null
}

/** One action of a dialog or form: pending while it runs, its fault shown where it was started. */
export function useAction<Args extends readonly unknown[]>(
  act: (...args: Args) => Promise<void>,
): Action<Args> {
  const [state, setState] = useState<{ pending: boolean; fault: Fault | null }>({
    pending: false,
    fault: null,
  })
  const run = useCallback(
    async (...args: Args) => {
      setState({ pending: true, fault: null })
      try {
        await act(...args)
        setState({ pending: false, fault: null })
      } catch (error) {
        setState({ pending: false, fault: error instanceof KeyRefused ? null : faultOf(error) })
      }
    },
    [act],
  )
  return { run, ...state }
}
