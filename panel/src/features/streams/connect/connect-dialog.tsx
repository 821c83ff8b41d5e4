import type { ProxyFront } from '@acestream-orchestrator/contract/playback'
import { useQuery } from '@tanstack/react-query'
import { Unplug } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Modal } from '../../../components/dialogs/modal.tsx'
import { CopyButton } from '../../../components/facts.tsx'
import { TextField } from '../../../components/fields.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useConnection } from '../../../fleet/live-store.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { askAccess } from './api.ts'
import { addressOf, playlistOf, reachOf, readContentId, streamUrl, type TypedId } from './player-links.ts'
import type { ConnectWords } from './words/en.ts'
import { useWords } from './words/use-words.ts'

/** One way to connect; without `text` it says what is still missing. */
function Way({ name, hint, text, shown, missing }: WayProps) {
  return (
    <li className="border-t border-line py-3 first:border-t-0">
      <p className="font-medium">{name}</p>
      {text === null ? (
        <p className="mt-1 text-xs text-muted">{missing}</p>
      ) : (
        <>
          <p className="mt-1 flex min-w-0 items-center gap-1">
            <code title={shown} className="min-w-0 flex-1 truncate font-mono text-xs">
              {shown ?? text}
            </code>
            <CopyButton text={text} label={name} />
          </p>
          <p className="text-xs text-muted">{hint}</p>
        </>
      )}
    </li>
  )
}

interface WayProps {
  readonly name: string
  readonly hint: string
  readonly text: string | null
  /** In place of what is copied. */
  readonly shown?: string
  readonly missing: string
}

function faultIn(typed: TypedId | null, words: ConnectWords): string | null {
  if (typed?.kind !== 'wrong') return null
  return typed.isHex ? words.wrongLength(typed.length) : words.notHex
}

/** A key is part of what is copied, not of what is shown. */
const MASK = '•••'

function Ways({ front, words }: { front: ProxyFront; words: ConnectWords }) {
  const { server } = useConnection()
  const [typed, setTyped] = useState('')
  const [key, setKey] = useState('')
  const form = useRef<HTMLDivElement>(null)
  // The dialog was opened before there was a field to focus.
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  const address = addressOf(front, server)
  const reach = reachOf(front, address)
  const id = readContentId(typed)
  const isReady = id?.kind === 'id' && (!front.needs_key || key !== '')
  const url = isReady ? streamUrl(address, id.id, key) : null
  const shown = isReady ? streamUrl(address, id.id, '') + (key === '' ? '' : `&key=${MASK}`) : ''
  return (
    <div ref={form} className="flex flex-col gap-4">
      <p className="text-muted">{words.intro}</p>
      {reach !== 'network' && (
        <p role="note" className="rounded-lg bg-warn-soft px-3 py-2.5 text-[0.8125rem]">
          {reach === 'loopback' ? words.loopback : words.openedLocally}
        </p>
      )}
      <TextField
        label={words.contentId}
        hint={words.contentHint}
        fault={faultIn(id, words)}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {front.needs_key && (
        <TextField
          type="password"
          label={words.key}
          hint={words.keyHint}
          value={key}
          autoComplete="off"
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      )}
      <ul>
        <Way name={words.stream} hint={words.streamHint} text={url} shown={shown} missing={words.needsId} />
        <Way
          name={words.playlist}
          hint={words.playlistHint}
          text={url && playlistOf(url, typed.trim())}
          shown={words.playlistShown}
          missing={words.needsId}
        />
        <Way name={words.engine} hint={words.engineHint} text={address} missing={words.needsId} />
      </ul>
    </div>
  )
}

function body(words: ConnectWords, fronts: readonly ProxyFront[] | undefined): ReactNode {
  if (fronts === undefined) return <Skeleton className="h-48" />
  const [front] = fronts
  if (front === undefined)
    return <EmptyState icon={Unplug} title={words.notRunning} hint={words.notRunningHint} />
  return <Ways front={front} words={words} />
}

/** Ready links for players, for the proxy that runs; or why there is nothing to connect to. */
export default function ConnectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const words = useWords()
  const { data, error, refetch } = useQuery(askAccess)
  if (words === null) return null
  return (
    <Modal title={t.actions.connectPlayer} wide onClose={onClose}>
      {!data && error ? (
        <ErrorState title={words.failed} fault={faultOf(error)} onRetry={() => void refetch()} />
      ) : (
        body(words, data)
      )}
    </Modal>
  )
}
