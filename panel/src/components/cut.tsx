import { cx } from './cx.ts'

/** A name of any length: cut where its place ends, whole on hover. */
export function Cut({ text, className }: { text: string; className?: string }) {
  return (
    <bdi title={text} className={cx('block truncate', className)}>
      {text}
    </bdi>
  )
}
