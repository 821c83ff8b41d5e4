import { ArrowDown, ArrowUp } from 'lucide-react'
import { replaceParams, useRoute } from '../../routing/use-route.ts'
import { cx } from '../cx.ts'
import type { Column } from './list-table.tsx'
import { isAscending, nextOrder, readOrder } from './ranking.ts'

/** The name of a column; pressed, it orders the list, and the address holds that. */
export function ColumnHead({ column }: { column: Column }) {
  const { name, className, nameless, sort } = column
  const order = readOrder(useRoute().params['sort'])
  if (!sort) {
    return (
      <th scope="col" className={cx('truncate font-medium', className)}>
        {nameless ? <span className="sr-only">{name}</span> : name}
      </th>
    )
  }
  const isChosen = order?.by === sort.by
  const ascending = isAscending(sort.first, isChosen && order.turned)
  const Arrow = ascending ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={isChosen ? (ascending ? 'ascending' : 'descending') : undefined}
      className={cx('font-medium', className)}
    >
      <button
        type="button"
        title={name}
        onClick={() => replaceParams({ sort: nextOrder(order, sort.by) })}
        className={cx(
          'inline-flex min-h-8 max-w-full items-center gap-1 rounded-md font-medium hover:text-ink',
          isChosen && 'text-ink',
        )}
      >
        <span className="truncate">{name}</span>
        {isChosen && <Arrow size={12} aria-hidden className="shrink-0" />}
      </button>
    </th>
  )
}
