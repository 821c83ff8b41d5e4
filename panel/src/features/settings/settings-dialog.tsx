// features/settings/: server address, key and appearance.

import { SlidersHorizontal } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Modal } from '../../components/dialogs/modal.tsx'
import { Checkbox, Segmented, Select, TextField } from '../../components/fields.tsx'
import { readServerUrl } from '../../connection/http/server-url.ts'
import { useStatus } from '../../fleet/live-store.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { defaultServer, settings, useSettings } from '../../platform/app-settings.ts'
import { DENSITIES, LANGUAGES, REFRESH_CHOICES, THEMES } from '../../platform/settings.ts'
import { navigate } from '../../routing/use-route.ts'
import { KeyField } from './key-field.tsx'
import { SETTINGS_SECTIONS } from './page/sections.ts'

export interface NotificationAccess {
  readonly possible: boolean
  readonly allow: () => Promise<boolean>
}

/** Where to connect, with which key. Kept only when saved: a half-typed address must not be connected to. */
function ConnectionForm({ id, onSaved }: { id: string; onSaved: () => void }) {
  const { t } = useI18n()
  const { serverUrl } = useSettings()
  const [typed, setTyped] = useState(serverUrl ?? '')
  const read = readServerUrl(typed)
  const empty = typed.trim() === ''
  const server = empty ? defaultServer() : 'url' in read ? read.url : null
  const [keys, setKeys] = useState<Record<string, string>>({})
  const key = server === null ? '' : (keys[server] ?? settings.keyFor(server) ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (server === null) return
    const trimmed = key.trim()
    if (trimmed !== (settings.keyFor(server) ?? '')) settings.setKey(server, trimmed === '' ? null : trimmed)
    settings.update({ serverUrl: empty ? null : server })
    onSaved()
  }
  return (
    <form id={id} onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t.settings.server}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder={defaultServer()}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        hint={t.settings.serverHint(defaultServer())}
        fault={!empty && 'fault' in read ? t.settings.serverFault[read.fault] : null}
      />
      {server !== null && (
        <KeyField server={server} value={key} onChange={(next) => setKeys({ ...keys, [server]: next })} />
      )}
    </form>
  )
}

/** What takes effect immediately. */
function Preferences() {
  const { t } = useI18n()
  const { refresh, theme, density, language } = useSettings()
  const words = t.settings
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select
        label={words.refresh}
        hiddenLabel={false}
        value={refresh}
        choices={REFRESH_CHOICES.map((value) => ({ value, label: t.connection.refreshChoice[value] }))}
        onChange={(choice) => settings.update({ refresh: choice })}
      />
      <Select
        label={words.language}
        hiddenLabel={false}
        value={language ?? 'auto'}
        choices={(['auto', ...LANGUAGES] as const).map((value) => ({ value, label: words.languages[value] }))}
        onChange={(choice) => settings.update({ language: choice === 'auto' ? null : choice })}
      />
      <div className="flex flex-col gap-1.5">
        <span aria-hidden className="text-xs font-medium text-muted">
          {words.theme}
        </span>
        <Segmented
          label={words.theme}
          value={theme}
          choices={THEMES.map((value) => ({ value, label: words.themes[value] }))}
          onChange={(choice) => settings.update({ theme: choice })}
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <span aria-hidden className="text-xs font-medium text-muted">
          {words.density}
        </span>
        <Segmented
          label={words.density}
          value={density}
          choices={DENSITIES.map((value) => ({ value, label: words.densities[value] }))}
          onChange={(choice) => settings.update({ density: choice })}
        />
      </div>
    </div>
  )
}

function Notifications({ possible, allow }: NotificationAccess) {
  const { t } = useI18n()
  const { notifications } = useSettings()
  const [denied, setDenied] = useState(false)
  const words = t.settings
  const change = async (on: boolean) => {
    const allowed = on && (await allow())
    setDenied(on && !allowed)
    settings.update({ notifications: allowed })
  }
  return (
    <div>
      <Checkbox
        checked={notifications && possible}
        disabled={!possible}
        onChange={(on) => void change(on)}
        className="min-h-11 gap-3"
      >
        <span>
          <span className="block font-medium">{words.notifications}</span>
          <span className="block text-xs text-muted">
            {possible ? words.notificationsHint : words.notificationsMissing}
          </span>
        </span>
      </Checkbox>
      {denied && (
        <p role="alert" className="text-xs text-bad">
          {words.notificationsDenied}
        </p>
      )}
    </div>
  )
}

/** These settings are of this browser; those of the orchestrator have a page of their own. */
function OfOrchestrator({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  if (SETTINGS_SECTIONS.length === 0) return null
  return (
    <>
      <Button
        icon={SlidersHorizontal}
        className="self-start"
        onClick={() => {
          onClose()
          navigate({ section: 'settings' })
        }}
      >
        {t.settings.ofOrchestrator}
      </Button>
      <hr className="border-line" />
    </>
  )
}

export function SettingsDialog({ onClose, access }: { onClose: () => void; access: NotificationAccess }) {
  const { t } = useI18n()
  const form = useId()
  const version = useStatus()?.version
  useSettings()
  return (
    <Modal
      title={t.settings.title}
      wide
      onClose={onClose}
      footer={
        <>
          {version && (
            <p className="mr-auto self-center text-xs text-faint max-sm:basis-full">
              {t.settings.serverVersion} {version}
            </p>
          )}
          <Button onClick={onClose}>{t.words.close}</Button>
          <Button look="primary" type="submit" form={form}>
            {t.settings.save}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        {!settings.persistent() && (
          <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-xs text-warn">
            {t.settings.notPersistent}
          </p>
        )}
        <OfOrchestrator onClose={onClose} />
        <ConnectionForm id={form} onSaved={onClose} />
        <hr className="border-line" />
        <Preferences />
        <hr className="border-line" />
        <Notifications {...access} />
      </div>
    </Modal>
  )
}
