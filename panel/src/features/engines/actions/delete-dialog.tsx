import { useCallback } from 'react'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { useEngines, useStatus, useStreams } from '../../../fleet/live-store.ts'
import { engineNameIn, streamName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { deleteEngine, forgetEngine } from '../api.ts'

const MOST_NAMED = 5

/** Names the engine, the streams on it and what follows. */
export default function DeleteDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const engines = useEngines()
  const engine = engines?.find(({ container_id }) => container_id === id)
  const streams = (useStreams() ?? []).filter(
    (stream) => stream.container_id === id && stream.status === 'started',
  )
  const external = engine?.external === true
  const act = useCallback(() => (external ? forgetEngine(id) : deleteEngine(id)), [external, id])
  const name = engineNameIn(engines, id)
  if (external) {
    const words = t.actions.forgetEngine
    return (
      <Confirm
        title={words.title(name)}
        confirm={words.confirm}
        what={words.confirm}
        danger
        target={id}
        act={act}
        onClose={onClose}
      >
        <p>{words.text}</p>
      </Confirm>
    )
  }
  const words = t.actions.deleteEngine
  return (
    <Confirm
      title={words.title(name)}
      confirm={words.confirm}
      what={words.failed}
      danger
      target={id}
      act={act}
      onClose={onClose}
    >
      <div>
        <p className="text-ink">{streams.length === 0 ? words.noStreams : words.streams(streams.length)}</p>
        {streams.length > 0 && (
          <ul className="mt-1.5 flex flex-col gap-0.5 border-l-2 border-line pl-3">
            {streams.slice(0, MOST_NAMED).map((stream) => (
              <li key={stream.short_id} className="truncate" title={streamName(stream)}>
                {streamName(stream)}
              </li>
            ))}
            {streams.length > MOST_NAMED && <li>{t.words.more(streams.length - MOST_NAMED)}</li>}
          </ul>
        )}
      </div>
      <WhatFollows />
    </Confirm>
  )
}

function WhatFollows() {
  const { t } = useI18n()
  const words = t.actions.deleteEngine
  const wanted = useStatus()?.capacity.wanted
  const total = (useEngines() ?? []).filter(
    (engine) => !engine.external && engine.state !== 'removing',
  ).length
  if (wanted === undefined) return <p>{words.mayReplace}</p>
  return <p>{total - 1 < wanted ? words.replacement(wanted) : words.noReplacement(total, wanted)}</p>
}
