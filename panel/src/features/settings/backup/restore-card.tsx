import { SectionCard } from '../../../components/section-card.tsx'
import type { Words } from './words/en.ts'

const DIRECT = 'npm run restore my.backup'
const COMPOSE = [
  'docker compose stop orchestrator',
  'docker compose run --rm -T -e BACKUP_PASSPHRASE orchestrator node server/dist/restore.js - < my.backup',
  'docker compose start orchestrator',
].join('\n')

/** A restore is a command: nothing may run meanwhile. */
export function RestoreCard({ words }: { words: Words }) {
  return (
    <SectionCard title={words.restore}>
      <div className="flex flex-col gap-4 p-4 pt-2">
        <p className="text-muted">{words.restoreAbout}</p>
        <Command label={words.direct} text={DIRECT} />
        <Command label={words.compose} text={COMPOSE} />
      </div>
    </SectionCard>
  )
}

function Command({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-xs font-medium text-muted">{label}</span>
      <pre
        translate="no"
        className="rounded-lg bg-sunken px-3 py-2 font-mono text-xs break-words whitespace-pre-wrap"
      >
        {text}
      </pre>
    </div>
  )
}
