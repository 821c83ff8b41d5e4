import type { NotifierFields, NotifierKind } from '../alerts/notifier.ts'
import type { Delivery } from '../alerts/ports.ts'

const HIDDEN = '***'
/** Shorter ones are in any text by chance. */
const SHORTEST = 4

/** What a receiver says may quote what it was sent: it goes to the log, to incidents and to pages. */
export function withoutSecrets(
  delivery: Delivery,
  kind: Pick<NotifierKind, 'fields'>,
  fields: NotifierFields,
): Delivery {
  if (delivery.kind === 'sent') return delivery
  const secrets = kind.fields
    .flatMap(({ name, secret }) => (secret ? [fields[name] ?? ''] : []))
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .filter((secret) => secret.length >= SHORTEST)
  const text = secrets.reduce(
    (all, secret) => all.replaceAll(secret, HIDDEN),
    JSON.stringify(delivery.reason),
  )
  return { ...delivery, reason: JSON.parse(text) as typeof delivery.reason }
}
