import { createHash } from 'node:crypto'
import { isObject } from '../../lib/json.ts'
import type { StoredDocument } from '../../lib/stored-document.ts'

/** A browser that wants to be told, as its push service knows it (https://www.w3.org/TR/push-api/#dom-pushsubscription-tojson). */
export interface PushSubscription {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly addedAtMs: number
}

/** The pair by which push services know us again (RFC 8292). */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** All that Web Push needs kept: who holds it can send to these browsers. */
export interface PushDocument {
  readonly keys: VapidKeys | null
  /** By notifier. */
  readonly subscriptions: Readonly<Record<string, readonly PushSubscription[]>>
}

/** Browsers by notifier, and our keys, which are made when they are first asked for. */
export interface PushSubscribers {
  keys(): Promise<VapidKeys>
  list(notifier: string): readonly PushSubscription[]
  add(notifier: string, subscription: PushSubscription): Promise<void>
  /** `browser`: its `browserId`. Without one nothing happens. */
  remove(notifier: string, browser: string): Promise<void>
  /** The notifier is gone, and with it all of its browsers. */
  removeAll(notifier: string): Promise<void>
}

/**
 * Names a browser without its address, which lets whoever knows it send to it: the SHA-256 of the address, in hexadecimal. A browser
 * computes the same to find out whether it is subscribed.
 */
export function browserId({ endpoint }: Pick<PushSubscription, 'endpoint'>): string {
  return createHash('sha256').update(endpoint).digest('hex')
}

/** Browsers of one notifier; a family has fewer. */
const MOST_BROWSERS = 50

export function createPushSubscribers(document: StoredDocument<PushDocument>): PushSubscribers {
  const now = (): PushDocument => document.current().data ?? { keys: null, subscriptions: {} }

  /** Somebody else's change in between is taken in, not overwritten. */
  async function change(next: (before: PushDocument) => PushDocument): Promise<PushDocument> {
    for (;;) {
      const { revision } = document.current()
      const after = next(now())
      const written = await document.write(after, revision)
      if (written.kind === 'refused')
        throw new Error('the subscription could not be stored', { cause: written.reason })
      if (written.kind === 'written') return after
    }
  }

  const put = (notifier: string, next: (list: readonly PushSubscription[]) => readonly PushSubscription[]) =>
    change(({ keys, subscriptions }) => ({
      keys,
      subscriptions: { ...subscriptions, [notifier]: next(subscriptions[notifier] ?? []) },
    }))

  return {
    keys: async () => {
      const known = now().keys
      if (known !== null) return known
      const { default: webPush } = await import('web-push')
      const made = webPush.generateVAPIDKeys()
      const { keys } = await change((before) => ({ ...before, keys: before.keys ?? made }))
      return keys ?? made
    },
    list: (notifier) => now().subscriptions[notifier] ?? [],
    add: async (notifier, subscription) => {
      const others = (list: readonly PushSubscription[]) =>
        list.filter(({ endpoint }) => endpoint !== subscription.endpoint)
      await put(notifier, (list) => [...others(list), subscription].slice(-MOST_BROWSERS))
    },
    remove: async (notifier, browser) => {
      await put(notifier, (list) => list.filter((each) => browserId(each) !== browser))
    },
    removeAll: async (notifier) => {
      if (now().subscriptions[notifier] === undefined) return
      await change(({ keys, subscriptions: { [notifier]: _, ...others } }) => ({
        keys,
        subscriptions: others,
      }))
    },
  }
}

/** Undefined: it is not what `createPushSubscribers` writes. */
export function readPushDocument(data: unknown): PushDocument | undefined {
  if (!isObject(data) || !isObject(data['subscriptions'])) return undefined
  const { keys } = data
  if (keys !== null && !(isObject(keys) && typeof keys['privateKey'] === 'string')) return undefined
  return data as unknown as PushDocument
}
