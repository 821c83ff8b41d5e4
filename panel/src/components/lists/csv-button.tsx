import { Download } from 'lucide-react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { IconButton } from '../button.tsx'
import { type Cell, download, toCsv } from './csv.ts'

/** Downloads the list as it is shown: the filter's rows in their order. */
export function CsvButton<Item>({
  name,
  items,
  columns,
}: {
  /** Of the file, without its ending. */
  name: string
  items: readonly Item[]
  columns: Readonly<Record<string, (item: Item) => Cell>>
}) {
  const { t } = useI18n()
  const save = () => {
    const rows = items.map((item) => Object.values(columns).map((of) => of(item)))
    download(`${name}.csv`, toCsv(Object.keys(columns), rows), 'text/csv')
  }
  return <IconButton icon={Download} label={t.words.csv} disabled={items.length === 0} onClick={save} />
}
