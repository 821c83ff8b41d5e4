import { useI18n } from '../../../i18n/use-i18n.ts'
import { DownloadCard } from './download-card.tsx'
import { RestoreCard } from './restore-card.tsx'
import { en } from './words/en.ts'
import { es } from './words/es.ts'

/** Data in one file, and how it comes back. */
export default function BackupSection() {
  const { language } = useI18n()
  const words = language === 'es' ? es : en
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <DownloadCard words={words} />
      <RestoreCard words={words} />
    </div>
  )
}
