import { useCallback } from 'react'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { closeViewer } from './api.ts'
import { useWords } from './words/use-words.ts'

interface CloseViewerProps {
  readonly streamId: string
  readonly viewerId: string
  /** What it is called in the list. */
  readonly name: string
  readonly onClose: () => void
}

/** Asks before a viewer is disconnected. */
export default function CloseViewerDialog({ streamId, viewerId, name, onClose }: CloseViewerProps) {
  const words = useWords()
  const act = useCallback(() => closeViewer(streamId, viewerId), [streamId, viewerId])
  if (words === null) return null
  return (
    <Confirm
      title={words.closeTitle(name)}
      confirm={words.close}
      what={words.closeFailed}
      danger
      target={streamId}
      act={act}
      onClose={onClose}
    >
      <p>{words.closeText}</p>
    </Confirm>
  )
}
