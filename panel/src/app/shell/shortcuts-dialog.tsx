import { Modal } from '../../components/dialogs/modal.tsx'
import { useI18n } from '../../i18n/use-i18n.ts'

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="flex gap-1">
      {keys.map((key) => (
        <kbd
          key={key}
          className="inline-flex h-6 min-w-6 items-center justify-center rounded-md border border-line-strong bg-sunken px-1.5 font-mono text-xs whitespace-nowrap"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const words = t.shortcuts
  const rows: readonly [string, readonly string[]][] = [
    [words.palette, ['Ctrl', 'K']],
    [words.filter, ['/']],
    [words.go, ['g', 'o e s v a']],
    [words.move, ['↑', '↓', '←', '→']],
    [words.refresh, ['r']],
    [words.close, ['Esc']],
    [words.help, ['?']],
  ]
  return (
    <Modal title={words.title} onClose={onClose}>
      <dl className="flex flex-col">
        {rows.map(([name, keys]) => (
          <div
            key={name}
            className="flex items-center justify-between gap-4 border-t border-line py-2 first:border-t-0"
          >
            <dt className="text-muted">{name}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
