// components/lists/: long lists: rows near the window, keyboard movement, linked rows.

import type { ReactElement, Ref } from 'react'
import { remScale } from '../../platform/rem.ts'
import { moveByArrows } from './arrow-keys.ts'
import { ColumnHead } from './sort-head.tsx'
import { useVirtual, VirtualRows } from './virtual-rows.tsx'

export interface Column {
  readonly name: string
  readonly className: string
  /** Its name is only for those who can't see that the column holds a button or a box. */
  readonly nameless?: boolean
  /** Its name in the address when the list is ordered by it, and what it then puts first. */
  readonly sort?: { readonly by: string; readonly first: 'low' | 'high' }
}

interface ListTableProps<Item> {
  readonly label: string
  readonly columns: readonly Column[]
  readonly items: readonly Item[]
  /** Height of each row, in pixels at the usual size of text. */
  readonly rowPx: number
  /** A `tr` with a key of its own; arrow keys move between the `[data-item]` links of rows. */
  readonly row: (item: Item) => ReactElement
}

/** A list as a table: rows of one height, of which a long list renders only those near the window. */
export function ListTable<Item>({ label, columns, items, rowPx, row }: ListTableProps<Item>) {
  const virtual = useVirtual(items.length)
  return (
    <table className="w-full table-fixed text-[0.8125rem]" onKeyDown={moveByArrows} aria-label={label}>
      <thead className="sticky top-(--header-height) z-10 text-left text-xs text-muted">
        <tr className="h-9 *:bg-surface *:first:rounded-tl-[0.8125rem] *:last:rounded-tr-[0.8125rem]">
          {columns.map((column) => (
            <ColumnHead key={column.name} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {virtual ? (
          <VirtualRows
            count={items.length}
            size={rowPx * remScale()}
            spacer={(height, ref) => (
              <tr aria-hidden ref={ref as Ref<HTMLTableRowElement>} style={{ height }} />
            )}
          >
            {(index) => items.slice(index, index + 1).map(row)}
          </VirtualRows>
        ) : (
          items.map(row)
        )}
      </tbody>
    </table>
  )
}
