import { ArrowDownToLine, Download } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button, IconButton } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { CopyButton } from '../../../components/facts.tsx'
import { FilterField } from '../../../components/fields.tsx'
import { download } from '../../../components/lists/csv.ts'
import { ErrorState, RetryLine } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { type LogLine, searchLines } from './log-buffer.ts'
import { type Log, useLog } from './use-log.ts'

/** A log scrolled this near to its end is followed. */
const NEAR_END_PX = 24

const save = (name: string, lines: readonly LogLine[]): void =>
  download(`${name}.log`, lines.map(({ text }) => `${text}\n`).join(''), 'text/plain')

/** The lines in a box of their own, which follows the newest one while it is scrolled to its end. */
function Lines({
  log,
  lines,
  following,
  onFollowing,
}: {
  log: Log
  lines: readonly LogLine[]
  following: boolean
  onFollowing: (following: boolean) => void
}) {
  const { t } = useI18n()
  const box = useRef<HTMLDivElement>(null)
  const newest = lines.at(-1)?.number
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves the view
  useLayoutEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [newest, following])
  const words = t.logs
  return (
    <div
      ref={box}
      role="log"
      aria-label={words.label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: el }) =>
        onFollowing(el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END_PX)
      }
      className="min-h-24 flex-1 overflow-y-auto overscroll-contain bg-sunken py-2 font-mono text-xs leading-5"
    >
      {log.buffer.dropped > 0 && <p className="px-4 text-faint">{words.trimmed(log.buffer.lines.length)}</p>}
      {lines.length === 0 && (
        <p className="px-4 text-muted">{log.state === 'opening' ? words.connecting : words.empty}</p>
      )}
      {lines.map(({ number, text }) => (
        <p key={number} className="foreign px-4 whitespace-pre-wrap [content-visibility:auto] hover:bg-hover">
          {text || ' '}
        </p>
      ))}
    </div>
  )
}

/** How the log is read, and the way back to its end. */
function Footer({
  state,
  following,
  onFollow,
}: {
  state: Log['state']
  following: boolean
  onFollow: () => void
}) {
  const words = useI18n().t.logs
  const said = {
    opening: words.connecting,
    following: following ? words.following : words.paused,
    polling: following ? words.polling : words.paused,
    ended: words.ended,
    failed: words.broken,
  }[state]
  return (
    <div className="flex items-center justify-between gap-2 border-t border-line bg-surface px-4 py-1.5 text-xs text-muted">
      <span role="status">{said}</span>
      <Button
        look="ghost"
        icon={ArrowDownToLine}
        aria-pressed={following}
        onClick={onFollow}
        className={cx(following && 'invisible')}
      >
        {words.follow}
      </Button>
    </div>
  )
}

function Followed({ log, lines, onRetry }: { log: Log; lines: readonly LogLine[]; onRetry: () => void }) {
  const { t } = useI18n()
  const [following, setFollowing] = useState(true)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <Lines log={log} lines={lines} following={following} onFollowing={setFollowing} />
      {log.fault && (
        <RetryLine
          what={t.logs.failed}
          fault={log.fault}
          onRetry={onRetry}
          className="border-t border-line bg-surface px-4 py-2"
        />
      )}
      <Footer state={log.state} following={following} onFollow={() => setFollowing(true)} />
    </div>
  )
}

/** A container's live log: scrolling up pauses following, scrolling to the end resumes it. */
export function LogView({ id, name }: { id: string; name: string }) {
  const { t } = useI18n()
  const [attempt, setAttempt] = useState(0)
  const [wanted, setWanted] = useState('')
  const log = useLog(id, attempt)
  const lines = useMemo(() => searchLines(log.buffer.lines, wanted), [log.buffer.lines, wanted])
  const words = t.logs
  const retry = () => setAttempt(attempt + 1)
  if (log.fault && log.buffer.lines.length === 0) {
    return <ErrorState title={words.failed} fault={log.fault} onRetry={retry} />
  }
  return (
    <>
      <div className="flex items-center gap-1 border-b border-line bg-surface px-4 py-2">
        <FilterField label={words.search} value={wanted} onChange={setWanted} className="min-w-0 flex-1" />
        {wanted !== '' && (
          <span role="status" className="px-2 text-xs text-muted max-sm:sr-only">
            {words.matches(lines.length)}
          </span>
        )}
        <CopyButton text={() => lines.map(({ text }) => text).join('\n')} label={words.label} className="" />
        <IconButton icon={Download} label={words.download} onClick={() => save(name, lines)} />
      </div>
      <Followed log={log} lines={lines} onRetry={retry} />
    </>
  )
}
