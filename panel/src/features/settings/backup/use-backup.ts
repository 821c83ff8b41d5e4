import { useCallback, useRef, useState } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { downloadBlob } from '../../../components/lists/csv.ts'
import { fetchBackup, type Progress } from './api.ts'

export interface Saved {
  readonly name: string
  readonly bytes: number
}

/** One download at a time: how far it is, and what came of it. */
export function useBackup() {
  const [progress, setProgress] = useState<Progress>(null)
  const [saved, setSaved] = useState<Saved | null>(null)
  const running = useRef<AbortController | null>(null)
  const action = useAction(
    useCallback(async (body: object) => {
      setSaved(null)
      const control = new AbortController()
      running.current = control
      try {
        const { name, blob } = await fetchBackup(body, setProgress, control.signal)
        downloadBlob(name, blob)
        setSaved({ name, bytes: blob.size })
      } catch (error) {
        if (!control.signal.aborted) throw error
      }
    }, []),
  )
  return { ...action, progress, saved, cancel: () => running.current?.abort() }
}
