import type { Notifier } from '@acestream-orchestrator/contract/alert'
import { BellOff, BellRing, Info } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useAction } from '../../../../components/actions/use-action.ts'
import { Button } from '../../../../components/button.tsx'
import { FaultLine } from '../../../../components/states/states.tsx'
import { addBrowser, fetchPushKey, removeBrowser } from '../api.ts'
import type { Words } from '../words/en.ts'
import { askForPermission, endpointHere, obstacleHere, subscribeHere, unsubscribeHere } from './browser.ts'
import { browserId } from './support.ts'

/** How many browsers a Web Push notifier reaches, and a button to make this one of them. */
export function ThisBrowser({
  notifier: { id, name, browser_ids },
  others,
  words: { push: words },
  onChanged,
}: {
  notifier: Notifier
  /** Browsers of other notifiers: they need the page's one subscription as well. */
  others: readonly string[]
  words: Words
  onChanged: () => Promise<void>
}) {
  const [here, setHere] = useState<string | null>(null)
  const [obstacle, setObstacle] = useState(obstacleHere)
  const look = useCallback(async () => {
    setObstacle(obstacleHere())
    const endpoint = await endpointHere()
    setHere(endpoint === null ? null : await browserId(endpoint))
  }, [])
  useEffect(() => void look(), [look])

  const add = useAction(
    useCallback(async () => {
      if (await askForPermission()) await addBrowser(id, await subscribeHere(await fetchPushKey()))
      await look()
      await onChanged()
    }, [id, look, onChanged]),
  )
  const remove = useAction(
    useCallback(async () => {
      if (here === null) return
      await removeBrowser(id, here)
      if (!others.includes(here)) await unsubscribeHere()
      await look()
      await onChanged()
    }, [id, here, others, look, onChanged]),
  )

  const ids = browser_ids ?? []
  const isSubscribed = here !== null && ids.includes(here)
  return (
    <div className="mt-1 flex flex-col gap-2 rounded-lg bg-sunken px-3 py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <p className="text-xs text-muted" role="status">
          {words.count(ids.length, isSubscribed)}
        </p>
        {isSubscribed ? (
          <Button
            icon={BellOff}
            busy={remove.pending}
            aria-label={`${words.leave}: ${name}`}
            onClick={() => void remove.run()}
          >
            {words.leave}
          </Button>
        ) : (
          obstacle === null && (
            <Button
              icon={BellRing}
              busy={add.pending}
              aria-label={`${words.join}: ${name}`}
              onClick={() => void add.run()}
            >
              {words.join}
            </Button>
          )
        )}
      </div>
      {obstacle !== null && (
        <p role="note" className="flex items-start gap-2 text-xs text-pretty">
          <Info size={15} aria-hidden className="mt-px shrink-0 text-muted" />
          <span>{words.obstacles[obstacle]}</span>
        </p>
      )}
      {add.fault && <FaultLine what={words.joinFailed} fault={add.fault} />}
      {remove.fault && <FaultLine what={words.leaveFailed} fault={remove.fault} />}
    </div>
  )
}
