import { Eye, EyeOff } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useAction } from '../../components/actions/use-action.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { cx } from '../../components/cx.ts'
import { TextField } from '../../components/fields.tsx'
import { FaultLine } from '../../components/states/states.tsx'
import { useI18n } from '../../i18n/use-i18n.ts'
import { settings } from '../../platform/app-settings.ts'
import { type KeyTest, testKey } from './api.ts'

interface KeyFieldProps {
  readonly server: string
  readonly value: string
  readonly onChange: (key: string) => void
}

interface Tried {
  readonly server: string
  readonly key: string
  readonly verdict: KeyTest
}

/** Asks the server whether it takes the key; the verdict counts for what was typed then. */
function useKeyTest(server: string, value: string) {
  const [tried, setTried] = useState<Tried | null>(null)
  const test = useAction(
    useCallback(async () => {
      setTried(null)
      const key = value.trim()
      const verdict = await testKey(server, key)
      setTried({ server, key, verdict })
    }, [server, value]),
  )
  // The answer may come when something else has been typed.
  const verdict = tried?.key === value.trim() && tried.server === server ? tried.verdict : null
  return { ...test, verdict }
}

/** What the server said of the key that is typed. */
function Verdict({ test: { verdict, fault } }: { test: ReturnType<typeof useKeyTest> }) {
  const words = useI18n().t.settings
  return (
    <>
      <p
        role="status"
        className={cx('text-xs empty:hidden', verdict === 'accepted' ? 'text-good' : 'text-bad')}
      >
        {verdict === 'accepted' ? words.keyAccepted : verdict === 'refused' ? words.keyRefused : null}
      </p>
      {fault && <FaultLine what={words.keyTest} fault={fault} />}
    </>
  )
}

/** The API key of one server: masked, with buttons to show, test and forget it. */
export function KeyField({ server, value, onChange }: KeyFieldProps) {
  const words = useI18n().t.settings
  const [visible, setVisible] = useState(false)
  const stored = settings.keyFor(server)
  const test = useKeyTest(server, value)
  const forget = () => {
    settings.setKey(server, null)
    onChange('')
  }
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={words.key}
        type={visible ? 'text' : 'password'}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        hint={`${stored === null ? words.keyNone : words.keyStored} ${words.keyHint(server, settings.persistent())}`}
        after={
          <>
            <IconButton
              icon={visible ? EyeOff : Eye}
              label={visible ? words.keyHide : words.keyShow}
              onClick={() => setVisible(!visible)}
              className="size-10"
            />
            <Button busy={test.pending} disabled={value.trim() === ''} onClick={() => void test.run()}>
              {words.keyTest}
            </Button>
          </>
        }
      />
      <Verdict test={test} />
      {stored !== null && (
        <Button look="ghost" className="self-start" onClick={forget}>
          {words.keyForget}
        </Button>
      )}
    </div>
  )
}
