import type { Fault } from '../../connection/http/fault.ts'
import { isOwnOrigin } from '../../connection/http/key-header.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { currentServer } from '../../platform/app-settings.ts'
import { cx } from '../cx.ts'

/** Where a proxy wants its sign-in first: the page through it again, or the panel at the address that is behind it. */
export function SignInLink({ className }: { className?: string }) {
  const { t } = useI18n()
  const server = currentServer()
  const look = cx('font-medium whitespace-nowrap text-accent underline', className)
  if (!isOwnOrigin(server)) {
    return (
      <a href={`${server}/panel/`} target="_blank" rel="noreferrer" className={look}>
        {t.connection.openThere}
      </a>
    )
  }
  const reload = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    location.reload()
  }
  return (
    <a href={location.href} onClick={reload} className={look}>
      {t.connection.reload}
    </a>
  )
}

/** A fault in its sentence, after what it kept from happening, with the link that helps where there is one. */
export function FaultText({ what, fault }: { what?: string; fault: Fault }) {
  const { t } = useI18n()
  const why = t.faults[fault.kind](fault)
  return (
    <>
      {what === undefined ? why : t.actions.failed(what, why)} {fault.kind === 'sign_in' && <SignInLink />}
    </>
  )
}
