import { Sparkline } from '../../../components/charts/sparkline.tsx'
import { cx } from '../../../components/cx.ts'
import { useTrail } from '../../../fleet/live-store.ts'

const LATEST = 30

/** The last readings of a stream's download. */
export function SpeedLine({ id, className }: { id: string; className?: string }) {
  const values = useTrail(id)
    .slice(-LATEST)
    .map((sample) => sample.speed_down)
  return <Sparkline values={values} slots={LATEST} className={cx('h-6 text-down', className)} />
}
