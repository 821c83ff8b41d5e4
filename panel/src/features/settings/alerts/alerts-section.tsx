import type { AlertRule, Notifier } from '@acestream-orchestrator/contract/alert'
import { Plus } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { SectionCard } from '../../../components/section-card.tsx'
import { FaultLine, Skeleton } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { type AlertSettings, fetchAlerts, removeNotifier, removeRule } from './api.ts'
import NotifierDialog from './notifier-dialog.tsx'
import { NotifierRow } from './notifier-row.tsx'
import RuleDialog from './rule-dialog.tsx'
import { RuleRow } from './rule-row.tsx'
import { en } from './words/en.ts'
import { es } from './words/es.ts'

type Asked =
  | { readonly kind: 'notifier'; readonly of: Notifier | null }
  | { readonly kind: 'rule'; readonly of: AlertRule | null }
  | { readonly kind: 'remove-notifier'; readonly of: Notifier }
  | { readonly kind: 'remove-rule'; readonly of: AlertRule }

/** Who is told of incidents, and of which. */
export default function AlertsSection() {
  const { language } = useI18n()
  const words = language === 'es' ? es : en
  const [alerts, setAlerts] = useState<AlertSettings | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const { run: load, fault } = useAction(useCallback(async () => setAlerts(await fetchAlerts()), []))
  useEffect(() => void load(), [load])
  const close = () => {
    setAsked(null)
    void load()
  }
  if (alerts === null)
    return fault ? (
      <FaultLine what={words.notifiers} fault={fault} />
    ) : (
      <Skeleton className="h-64 rounded-[0.875rem]" />
    )
  const { notifiers } = alerts.list
  const nameOf = (id: string) => notifiers.find((each) => each.id === id)?.name ?? id
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <SectionCard
        title={words.notifiers}
        aside={<Add word={words.add} onClick={() => setAsked({ kind: 'notifier', of: null })} />}
      >
        {notifiers.length === 0 && <p className="px-4 pt-1 pb-4 text-muted">{words.none}</p>}
        <ul className="divide-y divide-line">
          {notifiers.map((each) => (
            <NotifierRow
              key={each.id}
              notifier={each}
              words={words}
              onEdit={() => setAsked({ kind: 'notifier', of: each })}
              onRemove={() => setAsked({ kind: 'remove-notifier', of: each })}
              onChanged={load}
              otherBrowsers={notifiers.flatMap(({ id, browser_ids }) =>
                id === each.id ? [] : (browser_ids ?? []),
              )}
            />
          ))}
        </ul>
      </SectionCard>
      <SectionCard
        title={words.rules}
        aside={<Add word={words.addRule} onClick={() => setAsked({ kind: 'rule', of: null })} />}
      >
        <ul className="divide-y divide-line">
          {alerts.rules.map((each) => (
            <RuleRow
              key={each.id}
              rule={each}
              words={words}
              nameOf={nameOf}
              onEdit={() => setAsked({ kind: 'rule', of: each })}
              onRemove={() => setAsked({ kind: 'remove-rule', of: each })}
            />
          ))}
        </ul>
      </SectionCard>
      {asked?.kind === 'notifier' && (
        <NotifierDialog notifier={asked.of} list={alerts.list} words={words} onClose={close} />
      )}
      {asked?.kind === 'rule' && (
        <RuleDialog rule={asked.of} list={alerts.list} words={words} onClose={close} />
      )}
      {(asked?.kind === 'remove-notifier' || asked?.kind === 'remove-rule') && (
        <Confirm
          title={words.removeTitle(asked.kind === 'remove-notifier' ? asked.of.name : words.editRule)}
          confirm={words.remove}
          what={words.removeFailed}
          target={asked.of.id}
          danger
          act={() =>
            asked.kind === 'remove-notifier' ? removeNotifier(asked.of.id) : removeRule(asked.of.id)
          }
          onClose={close}
        >
          <p>{asked.kind === 'remove-notifier' ? words.removeNotifierText : words.removeRuleText}</p>
        </Confirm>
      )}
    </div>
  )
}

function Add({ word, onClick }: { word: string; onClick: () => void }) {
  return (
    <Button icon={Plus} className="ml-auto" onClick={onClick}>
      {word}
    </Button>
  )
}
