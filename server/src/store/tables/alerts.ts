import type { Told } from '../../alerts/announce/told.ts'
import type { AlertItem, AlertMessage } from '../../alerts/message.ts'
import type { AlertStore, LastResult } from '../../alerts/ports.ts'
import { isObject } from '../../lib/json.ts'
import type { Row, Statement } from '../connection/messages.ts'
import type { Database } from '../database.ts'
import { BadValue, jsonObject, optional, reason, reasonText, text, time } from './columns.ts'

export function createAlertStore(database: Database): AlertStore {
  return {
    load: async () => {
      const [told, outbox, results] = await Promise.all([
        database.rows(toTold, 'SELECT * FROM alert_told'),
        database.rows(toMessage, 'SELECT * FROM alert_outbox ORDER BY made_at_ms'),
        database.rows(toResult, 'SELECT * FROM notifier_results'),
      ])
      return { told, outbox, results }
    },
    keep: async ({ told, forgotten, messages }) => {
      await database.write([...told.map(putTold), ...forgotten.map(dropTold), ...messages.map(putMessage)])
    },
    drop: (id) => database.record([{ sql: 'DELETE FROM alert_outbox WHERE id = ?', params: [id] }], 'events'),
    putResult: ({ notifier, atMs, reason: why, sentAtMs }) =>
      database.record(
        [
          {
            sql: 'INSERT OR REPLACE INTO notifier_results (notifier, at_ms, reason, sent_at_ms) VALUES (?, ?, ?, ?)',
            params: [notifier, atMs, reasonText(why), sentAtMs],
          },
        ],
        'events',
      ),
  }
}

function putTold({ notifier, toldAtMs, item }: Told): Statement {
  return {
    sql: 'INSERT OR REPLACE INTO alert_told (notifier, incident_id, told_at_ms, item) VALUES (?, ?, ?, ?)',
    params: [notifier, item.id, toldAtMs, JSON.stringify(item)],
  }
}

function dropTold({ notifier, item }: Told): Statement {
  return { sql: 'DELETE FROM alert_told WHERE notifier = ? AND incident_id = ?', params: [notifier, item.id] }
}

function putMessage({ id, notifier, madeAtMs, ...news }: AlertMessage): Statement {
  return {
    sql: 'INSERT OR REPLACE INTO alert_outbox (id, notifier, made_at_ms, message) VALUES (?, ?, ?, ?)',
    params: [id, notifier, madeAtMs, JSON.stringify(news)],
  }
}

function toTold(row: Row): Told {
  return {
    notifier: text(row, 'notifier'),
    toldAtMs: time(row, 'told_at_ms'),
    item: itemOf(jsonObject(row, 'item')),
  }
}

function toMessage(row: Row): AlertMessage {
  const { opened, still, resolved } = jsonObject(row, 'message')
  const items = (list: unknown) => (Array.isArray(list) ? list.map(itemOf) : [])
  return {
    id: text(row, 'id'),
    notifier: text(row, 'notifier'),
    madeAtMs: time(row, 'made_at_ms'),
    opened: items(opened),
    still: items(still),
    resolved: items(resolved),
  }
}

function toResult(row: Row): LastResult {
  return {
    notifier: text(row, 'notifier'),
    atMs: time(row, 'at_ms'),
    reason: optional(reason)(row, 'reason'),
    sentAtMs: optional(time)(row, 'sent_at_ms'),
  }
}

/** Written by `putTold` and `putMessage` of this version or another: what names it must be there. */
function itemOf(value: unknown): AlertItem {
  const isItem = isObject(value) && typeof value['id'] === 'string' && typeof value['message'] === 'string'
  if (!isItem || !isObject(value['subject'])) throw new BadValue('item is not an incident that was told')
  return value as unknown as AlertItem
}
