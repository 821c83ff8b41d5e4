import { ChartNoAxesColumn, CircleStop, ExternalLink } from 'lucide-react'
import { Button, ButtonLink } from '../../../components/button.tsx'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import { CopyButton, Fact, Facts } from '../../../components/facts.tsx'
import { readKey } from '../../../connection/http/api.ts'
import { safeHref } from '../../../connection/http/server-url.ts'
import { useConnection } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { formatHash } from '../../../routing/route.ts'

/** The part of a stream's address that opens the engine's own statistics. */
export const STAT_PART = 'stat'

/** An engine's own address: a link only where it is one, and always there to copy. */
function DirectUrl({ name, url }: { name: string; url: string }) {
  const { t } = useI18n()
  const href = safeHref(url)
  return (
    <Fact name={name} wide>
      <span className="flex min-w-0 items-center gap-1">
        {href === null ? (
          <code title={url} className="min-w-0 truncate font-mono text-xs">
            {url || t.words.noValue}
          </code>
        ) : (
          <a
            href={href}
            target="_blank"
            rel="noreferrer noopener"
            title={url}
            className="min-w-0 truncate font-mono text-xs text-accent hover:underline"
          >
            {url}
          </a>
        )}
        {url && <CopyButton text={url} label={name} />}
      </span>
    </Fact>
  )
}

/** A browser opens the address without a key: where reads need one it is only there to copy. */
function ViaServer({ url, server }: { url: string; server: string }) {
  const { t } = useI18n()
  const words = `${t.stream.statistics}: ${t.stream.viaServer}`
  return (
    <div className="mb-3 flex min-w-0 items-center gap-1">
      {readKey(server) === null ? (
        <a
          href={url}
          target="_blank"
          rel="noreferrer noopener"
          className="inline-flex min-h-9 min-w-0 items-center gap-2 text-accent hover:underline"
        >
          <ExternalLink size={15} aria-hidden className="shrink-0" />
          {words}
        </a>
      ) : (
        <code title={url} className="min-w-0 truncate font-mono text-xs">
          {url}
        </code>
      )}
      <CopyButton text={url} label={words} />
    </div>
  )
}

/** What the two addresses are for, through the orchestrator: it reaches the engine from wherever it runs. */
function ThroughServer({ stream, server }: { stream: Stream; server: string }) {
  const { t } = useI18n()
  const via = safeHref(`${server}/streams/${encodeURIComponent(stream.short_id)}/stat`)
  return (
    <>
      <div className="mb-2 flex flex-wrap gap-2">
        <ButtonLink
          icon={ChartNoAxesColumn}
          href={formatHash({ section: 'streams', id: stream.short_id, part: STAT_PART })}
        >
          {t.stream.rawStatistics}
        </ButtonLink>
        <Button
          icon={CircleStop}
          onClick={() => openDialog({ kind: 'stop-streams', ids: [stream.short_id] })}
        >
          {t.stream.stopViaServer}
        </Button>
      </div>
      {via && <ViaServer url={via} server={server} />}
    </>
  )
}

/** Statistics and commands: through the orchestrator, which can always reach the engine, and directly. */
export function StreamLinks({ stream }: { stream: Stream }) {
  const { t } = useI18n()
  const { server, older } = useConnection()
  return (
    <section className="card p-card">
      <h2 className="mb-3 font-semibold">{t.stream.links}</h2>
      {older === false && stream.status === 'started' && <ThroughServer stream={stream} server={server} />}
      <Facts>
        <DirectUrl name={t.stream.statistics} url={stream.stat_url} />
        <DirectUrl name={t.stream.command} url={stream.command_url} />
      </Facts>
      <p className="mt-3 text-xs text-muted">{t.stream.direct}</p>
    </section>
  )
}
