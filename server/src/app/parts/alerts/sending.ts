import type { AlertBook } from '../../../alerts/book/book.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import {
  type Notice,
  type NotifierConfig,
  type NotifierKinds,
  withFallbacks,
} from '../../../alerts/notifier.ts'
import type { Delivery } from '../../../alerts/ports.ts'
import { reasonOf } from '../../../lib/errors.ts'
import { withoutSecrets } from '../../../notifiers/without-secrets.ts'
import { alertWords, noticeOf, testNotice } from '../../adapters/alert-notices.ts'

export interface SendingOptions {
  readonly book: AlertBook
  readonly kinds: NotifierKinds
  /** The panel's address for messages; null where nobody said it. */
  readonly link: string | null
  readonly newId: () => string
  readonly nowMs: () => number
}

const TEST_TIMEOUT_MS = 20_000

/** Words and the notifier's own way of sending; what its answer says is free of secrets. */
export function createSending({ book, kinds, link, newId, nowMs }: SendingOptions) {
  const wordsFor = async ({ language }: NotifierConfig) => ({
    words: await alertWords(language),
    language,
    link,
  })

  async function send(to: NotifierConfig, notice: Notice, signal: AbortSignal): Promise<Delivery> {
    const kind = await kinds.get(to.kind)
    const full = { ...to, fields: withFallbacks(kind, to.fields) }
    return withoutSecrets(await kind.send(full, notice, signal), kind, full.fields)
  }

  return {
    deliver: async (message: AlertMessage, signal: AbortSignal): Promise<Delivery> => {
      const to = book.notifier(message.notifier)
      return send(to, noticeOf(message, await wordsFor(to)), signal)
    },
    /** A message that says it is a test; never rejects but for an unknown notifier. */
    test: async (id: string): Promise<Delivery> => {
      const to = book.notifier(id)
      const over = AbortSignal.timeout(TEST_TIMEOUT_MS)
      try {
        return await send(to, testNotice(newId(), nowMs(), await wordsFor(to)), over)
      } catch (error) {
        const reason = over.aborted
          ? ({ code: 'receiver_hangs', timeoutMs: TEST_TIMEOUT_MS } as const)
          : reasonOf(error)
        return { kind: 'failed', reason }
      }
    },
  }
}
