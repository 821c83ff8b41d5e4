import { Shield } from 'lucide-react'
import { useI18n } from '../../i18n/use-i18n.ts'

/** No VPN: how to have one, in three lines. */
export function HowTo() {
  const { t } = useI18n()
  return (
    <div className="flex gap-4 p-4 sm:p-6">
      <span className="flex size-11 shrink-0 items-center justify-center rounded-2xl bg-sunken text-muted max-sm:hidden">
        <Shield size={20} aria-hidden />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">{t.vpn.notConfigured}</p>
        <ol className="mt-2 flex list-decimal flex-col gap-1.5 pl-5 text-muted">
          {t.vpn.howTo.map((line) => (
            <li key={line} className="foreign">
              {line}
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
}
